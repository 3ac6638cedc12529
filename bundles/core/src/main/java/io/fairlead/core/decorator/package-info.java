// SPDX-License-Identifier: Apache-2.0

/**
 * Storages made of storages: read-only, a subtree, several under one root, with a quota. No document governs them but
 * the Javadoc of {@link io.fairlead.api.storage}, which each of them keeps. Start at
 * {@link io.fairlead.core.decorator.SubtreeStorage}; {@code NodeExtensions} says what becomes of extensions.
 */
package io.fairlead.core.decorator;

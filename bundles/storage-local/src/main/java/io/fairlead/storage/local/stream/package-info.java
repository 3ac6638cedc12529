// SPDX-License-Identifier: Apache-2.0

/**
 * Named streams, as files in a hidden folder of the root, found by the identity of the file that they belong to. How they
 * lie there is in {@code docs/adr/0010-metadata-that-the-platform-lacks.md}. Start at
 * {@link io.fairlead.storage.local.stream.StreamDepot}.
 */
package io.fairlead.storage.local.stream;

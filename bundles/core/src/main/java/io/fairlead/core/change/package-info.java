// SPDX-License-Identifier: Apache-2.0

/**
 * What a listener hears of changes: those made through the Exports, and those that the storage reports, each once. Start at
 * {@link io.fairlead.core.change.ChangeQueue}.
 */
package io.fairlead.core.change;

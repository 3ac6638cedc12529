// SPDX-License-Identifier: Apache-2.0

/**
 * Names without regard to case, on a storage that tells them apart by it: the exact name first, then one that differs in
 * case only, found by an index of the folder's names. Start at {@link io.fairlead.core.names.Names}; what counts as the
 * same name is {@link io.fairlead.core.names.CaseFolding}'s business. ADR 0012 has the reasons.
 */
package io.fairlead.core.names;

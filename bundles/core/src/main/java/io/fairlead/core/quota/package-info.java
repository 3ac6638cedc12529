// SPDX-License-Identifier: Apache-2.0

/**
 * Quotas of Exports: so many bytes and files in an Export, and in each user's home. Room is reserved before it is written
 * to, so that writers at one time can't pass a bound together. What is used is counted in the background when an Export is
 * mounted first, and again from time to time; in between it follows what goes through the Exports of the storage. ADR 0011
 * has the reasons. Start at {@link io.fairlead.core.quota.Quotas}.
 *
 * <p>One lock guards all counts of a storage; nothing is done under it but arithmetic. What must be asked of the storage
 * between two steps is kept still by the arbiter, which lets nobody else at a name meanwhile.
 */
package io.fairlead.core.quota;

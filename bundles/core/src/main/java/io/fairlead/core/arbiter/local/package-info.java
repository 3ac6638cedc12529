// SPDX-License-Identifier: Apache-2.0

/**
 * The tables of {@link io.fairlead.core.arbiter} in this process's memory. Start at
 * {@link io.fairlead.core.arbiter.local.LocalOpens}.
 *
 * <p>{@link io.fairlead.core.arbiter.local.NameSlot}s are the tree of names that something is open at or going on at;
 * {@link io.fairlead.core.arbiter.local.Passages} says who may pass through it, {@link
 * io.fairlead.core.arbiter.local.SharedFile} is what opens of one file have in common, and {@link
 * io.fairlead.core.arbiter.local.FileLocks} its byte-range locks. All but the locks is guarded by one mutex, held for
 * look-ups in memory only. {@link io.fairlead.core.arbiter.local.LocalLeaseBook} has the leases under a mutex of its own, which is
 * taken first; {@link io.fairlead.core.arbiter.local.HeldLease} is one and its break, {@link
 * io.fairlead.core.arbiter.local.LeaseRules} the table of who breaks what.
 */
package io.fairlead.core.arbiter.local;

// SPDX-License-Identifier: Apache-2.0

/**
 * Where the snapshots of a folder lie, which others make, and when each is from. Start at
 * {@link io.fairlead.storage.local.snapshot.SnapshotFolder}.
 */
package io.fairlead.storage.local.snapshot;

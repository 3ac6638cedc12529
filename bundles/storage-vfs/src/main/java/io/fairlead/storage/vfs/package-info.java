// SPDX-License-Identifier: Apache-2.0

/**
 * A storage on any Commons VFS URL. Start at {@link io.fairlead.storage.vfs.VfsStorage}; {@link io.fairlead.storage.vfs.Tree}
 * is where Commons VFS is asked.
 */
package io.fairlead.storage.vfs;

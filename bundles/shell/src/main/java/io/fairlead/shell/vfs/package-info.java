// SPDX-License-Identifier: Apache-2.0

/** What the commands on files do, over Commons VFS, which is optional; start at {@link VfsComponent}. */
package io.fairlead.shell.vfs;

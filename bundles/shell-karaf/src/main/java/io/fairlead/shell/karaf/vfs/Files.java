// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf.vfs;

import io.fairlead.shell.VfsOperations;

/** Commons VFS, which is optional: Karaf would offer no command at all where a service is missing that one wants. */
final class Files {
    private Files() {}

    static VfsOperations wanted(VfsOperations operations) {
        if (operations == null) {
            throw new IllegalStateException("there is no FileSystemManager; the bundle fairlead-vfs gives one");
        }
        return operations;
    }
}

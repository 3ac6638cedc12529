// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.StorageException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The making of a snapshot: a tree like another, with files of its own. Names are those of one moment; contents are copied
 * after it, each as it is at one moment, while the names' lock is not held. For one thread.
 */
final class TreeCopy {
    private final Tree target;
    private final Map<Inode, Inode> copies = new IdentityHashMap<>(); // a file may have several names

    TreeCopy(Tree target) {
        this.target = target;
    }

    /** Copies all names below a root, and holds what has them. The caller holds the lock of its tree. */
    void names(DirectoryInode root, DirectoryInode copyOfRoot) {
        Deque<DirectoryInode> left = new ArrayDeque<>();
        copied(root, copyOfRoot);
        left.add(root);
        while (!left.isEmpty()) {
            DirectoryInode from = left.remove();
            DirectoryInode to = (DirectoryInode) copies.get(from);
            for (DirectoryEntry entry : from.children.values()) {
                Inode inode = entry.inode();
                if (!copies.containsKey(inode)) {
                    copied(inode, empty(inode));
                    if (inode instanceof DirectoryInode directory) {
                        left.add(directory);
                    }
                }
                DirectoryEntry.add(copies.get(inode), to, entry.name());
            }
        }
    }

    private void copied(Inode inode, Inode copy) {
        copies.put(inode, copy);
        inode.hold();
    }

    private Inode empty(Inode like) {
        if (like instanceof DirectoryInode) {
            return target.newDirectory();
        }
        return like instanceof LinkInode link ? target.newLink(link.target()) : target.newFile();
    }

    /** Copies what the names have, and lets go of it. */
    void contents() throws StorageException {
        StorageException failed = null;
        for (Map.Entry<Inode, Inode> each : copies.entrySet()) {
            try {
                if (each.getKey() instanceof FileInode file) {
                    ((FileInode) each.getValue()).content().copy(file.content());
                }
                each.getValue().freeze(each.getKey());
            } catch (StorageException e) {
                failed = e;
            } finally {
                each.getKey().release();
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}

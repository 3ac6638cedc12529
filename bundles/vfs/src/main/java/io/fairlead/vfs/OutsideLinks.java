// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSelectInfo;
import org.apache.commons.vfs2.FileSelector;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.util.FileObjectUtils;

/** A selector that selects as another one does, and keeps a walk from entering symbolic links below its beginning. */
record OutsideLinks(FileSelector selector) implements FileSelector {
    /** A walk that has got no further than its beginning. */
    private record Beginning(FileObject file) implements FileSelectInfo {
        @Override
        public FileObject getBaseFolder() {
            return file;
        }

        @Override
        public FileObject getFile() {
            return file;
        }

        @Override
        public int getDepth() {
            return 0;
        }
    }

    /** Whether a selector selects a file by itself. */
    static boolean includes(FileSelector selector, FileObject file) throws FileSystemException {
        try {
            return selector.includeFile(new Beginning(file));
        } catch (FileSystemException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new FileSystemException("vfs.provider/find-files.error", file.getName(), e);
        }
    }

    @Override
    public boolean includeFile(FileSelectInfo info) throws Exception {
        return selector.includeFile(info);
    }

    @Override
    public boolean traverseDescendents(FileSelectInfo info) throws Exception {
        // Decorated files don't pass the question on.
        boolean link = info.getDepth() > 0
                && FileObjectUtils.getAbstractFileObject(info.getFile()).isSymbolicLink();
        return !link && selector.traverseDescendents(info);
    }
}

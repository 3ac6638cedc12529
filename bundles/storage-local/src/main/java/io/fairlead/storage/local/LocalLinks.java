// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;

/** {@link HardLinks} and {@link ServerCopy} of one volume. */
record LocalLinks(LocalVolume volume) implements HardLinks, ServerCopy {
    @Override
    public void link(Node file, VPath name, boolean replace) throws StorageException {
        LocalNode node = volume.own(file);
        volume.checkWritable(name);
        if (name.isRoot()) {
            throw new StorageException(replace ? Reason.IS_DIRECTORY : Reason.EXISTS, name);
        }
        if (node instanceof UploadNode || node instanceof StreamNode) {
            throw new StorageException(Reason.NOT_SUPPORTED, name + ": an upload or a stream has no name");
        }
        node.guard(() -> {
            new LinkNames(volume.storage()).link(node, name, replace);
            return null;
        });
    }

    @Override
    public long copy(Node source, long sourcePosition, Node target, long targetPosition, long count)
            throws StorageException {
        FileNode from = file(source);
        FileNode to = file(target);
        from.check(Access.READ);
        to.check(Access.WRITE);
        return to.guard(() -> from.content().copyTo(sourcePosition, to.content(), targetPosition, count));
    }

    private FileNode file(Node node) throws StorageException {
        LocalNode ours = volume.own(node);
        if (ours instanceof FileNode file) {
            return file;
        }
        throw new StorageException(Reason.IS_DIRECTORY, ours.path());
    }
}

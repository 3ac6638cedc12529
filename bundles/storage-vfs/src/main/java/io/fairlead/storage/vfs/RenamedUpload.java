// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upload to another name in the same folder, renamed at the end. Commons VFS can't rename onto a file: so the old one
 * steps aside first, and comes back if the new one can't take its place. A crash in between leaves both, under names that
 * begin with {@value #PREFIX}.
 */
final class RenamedUpload implements Upload {
    private static final Logger LOG = LoggerFactory.getLogger(RenamedUpload.class);
    private static final String PREFIX = ".fairlead-";

    private final VfsVolume volume;
    private volatile VPath stored;
    private final Sink sink;
    private boolean ended;

    RenamedUpload(VfsVolume volume, VPath path) throws StorageException {
        this.volume = volume;
        volume.tree().file(path); // a name that can't be one is refused now
        stored = beside(path, ".part");
        volume.tree().hide(stored);
        try {
            sink = Sink.open(volume, stored, false);
        } catch (StorageException e) {
            volume.tree().show(stored);
            throw e;
        }
    }

    private static VPath beside(VPath path, String suffix) throws StorageException {
        return path.parent().child(PREFIX + UUID.randomUUID() + suffix);
    }

    @Override
    public void renamed(VPath from, VPath to) {
        VPath before = stored;
        if (before.startsWith(from)) {
            stored = before.rebase(from, to);
            volume.tree().hide(stored);
            volume.tree().show(before);
        }
    }

    @Override
    public void write(ByteBuffer from) throws StorageException {
        sink.write(from);
    }

    @Override
    public void publish(VPath path, VfsNode node, Instant modified) throws StorageException {
        volume.naming().lock();
        try {
            volume.tree().checkParent(path);
            end();
            if (modified != null) {
                node.setModified(stored, modified);
            }
            takePlace(path);
        } catch (StorageException e) {
            discard();
            throw e;
        } finally {
            volume.tree().show(stored);
            volume.naming().unlock();
        }
    }

    private void takePlace(VPath path) throws StorageException {
        Attributes there = volume.tree().attributesOf(volume.tree().file(path), path, Links.FOLLOW);
        if (there == null) {
            volume.move(stored, path);
            return;
        }
        if (there.isDirectory()) {
            throw new StorageException(Reason.IS_DIRECTORY, path);
        }
        VPath aside = beside(path, ".old");
        volume.tree().hide(aside);
        try {
            volume.move(path, aside);
            moveOrGoBack(path, aside);
            remove(aside);
        } finally {
            volume.tree().show(aside);
        }
    }

    private void moveOrGoBack(VPath path, VPath aside) throws StorageException {
        try {
            volume.move(stored, path);
        } catch (StorageException e) {
            try {
                volume.move(aside, path);
            } catch (StorageException worse) {
                LOG.error("{} could not be replaced; its old content is now {}", path, aside, worse);
            }
            throw e;
        }
    }

    private void end() throws StorageException {
        if (!ended) {
            ended = true;
            sink.close();
        }
    }

    @Override
    public void discard() {
        try {
            end();
        } catch (StorageException e) {
            LOG.debug("An upload that is dropped did not end well", e);
        }
        remove(stored);
        volume.tree().show(stored);
    }

    private void remove(VPath path) {
        try {
            if (volume.tree().file(path).exists() && !volume.tree().file(path).delete()) {
                LOG.warn("{} is left over and could not be deleted", path);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} is left over: {}", path, e.toString());
        }
    }
}

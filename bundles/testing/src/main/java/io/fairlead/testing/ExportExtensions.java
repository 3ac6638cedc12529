// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Xattrs;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The extensions of an Export in the shape of a storage's, for the contract: an Export has them as methods of
 * {@link OpenFile}.
 */
public final class ExportExtensions {
    private ExportExtensions() {}

    /** As {@link ExportVolume#extension}, for every type of ours. */
    public static <T> Optional<T> of(ExportVolume volume, Class<T> type) {
        if (type == Streams.class) {
            return Optional.of(type.cast(new StreamsOfExport(volume)));
        }
        if (type == Xattrs.class) {
            return Optional.of(type.cast(new XattrsOfExport()));
        }
        if (type == HardLinks.class) {
            HardLinks links = (file, name, replace) -> ((OpenFile) file).link(name, replace);
            return Optional.of(type.cast(links));
        }
        if (type == ServerCopy.class) {
            ServerCopy copies = (source, at, target, position, count) ->
                    ((OpenFile) target).copyFrom((OpenFile) source, at, position, count);
            return Optional.of(type.cast(copies));
        }
        return volume.extension(type);
    }

    private record StreamsOfExport(ExportVolume volume) implements Streams {
        @Override
        public List<Entry> list(Node owner) throws StorageException {
            return ((OpenFile) owner).streams();
        }

        /** An Export opens streams by path, and would find another file there, or make one. */
        private void refuseGone(OpenFile owner) throws StorageException {
            owner.attributes(); // refuses what is closed
            try {
                if (volume.attributes(owner.path(), Links.ITSELF).id().equals(owner.id())) {
                    return;
                }
            } catch (StorageException e) {
                if (e.reason() != Reason.NOT_FOUND) {
                    throw e;
                }
            }
            throw new StorageException(Reason.STALE, owner.path());
        }

        @Override
        public Node open(Node owner, String stream, Open how) throws StorageException {
            Streams.checkName(stream);
            refuseGone((OpenFile) owner);
            return volume.open(
                    ((OpenFile) owner).path(), OpenRequest.shared(how).withStream(stream));
        }

        @Override
        public void rename(Node owner, String from, String to, boolean replace) throws StorageException {
            Open how = new Open(EnumSet.of(Open.Access.DELETE), Open.Disposition.OPEN, Open.Kind.FILE);
            try (Node stream = open(owner, from, how)) {
                ((OpenFile) stream).renameStream(to, replace);
            }
        }
    }

    private record XattrsOfExport() implements Xattrs {
        @Override
        public Map<String, byte[]> get(Node node) throws StorageException {
            return ((OpenFile) node).xattrs();
        }

        @Override
        public void set(Node node, Map<String, byte[]> changes) throws StorageException {
            ((OpenFile) node).xattrs(changes);
        }
    }
}

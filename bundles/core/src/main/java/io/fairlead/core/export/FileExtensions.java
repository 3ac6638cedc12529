// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Right;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.core.export.Permit.Use;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a storage can do beyond the ordinary, on an open file and under the arbitration.
 *
 * @param file the open
 */
record FileExtensions(ArbitratedFile file) {
    private static final int COPY_BUFFER_BYTES = 1 << 20;

    private <T> Optional<T> find(LocalOpen open, Class<T> type) {
        return open.view.volume().extension(type);
    }

    private <T> T need(LocalOpen open, Class<T> type) throws StorageException {
        return find(open, type)
                .orElseThrow(
                        () -> new StorageException(Reason.NOT_SUPPORTED, "the storage has no " + type.getSimpleName()));
    }

    void renameStream(String name, boolean replace) throws StorageException {
        LocalOpen open = file.live(Access.DELETE, Use.DELETE);
        if (!open.isStream()) {
            throw new StorageException(Reason.NOT_SUPPORTED, file.path() + " is no named stream");
        }
        Streams streams = need(open, Streams.class);
        file.volume.waits().during(patience -> naming().renameStream(open, name, replace, streams, patience));
    }

    private Naming naming() {
        return new Naming(file.volume.arbiter());
    }

    void link(VPath name, boolean replace) throws StorageException {
        LocalOpen open = file.live(Use.WRITE);
        file.refuseNameless(open);
        ArbitratedFile.refuseStream(open);
        if (open.kind() == Attributes.Kind.DIRECTORY) {
            throw new StorageException(Reason.IS_DIRECTORY, file.path());
        }
        HardLinks links = need(open, HardLinks.class);
        ArbitratedVolume volume = file.volume;
        VPath at = name;
        for (int followed = 0; ; followed++) {
            try {
                mayMake(at);
                volume.view().make(volume.inStorage(at), null, to -> {
                    volume.security().mayName(to, false, replace);
                    volume.waits().during(patience -> naming().link(open, to, replace, links, patience));
                    return to;
                });
                return;
            } catch (LinkEncountered met) {
                at = volume.links().next(met, name, followed);
            }
        }
    }

    private void mayMake(VPath name) throws StorageException {
        AccessRules rules = file.volume.rules();
        rules.make(name);
        AccessRules.require(file.volume.user(), Right.WRITE, name);
        rules.change(name);
    }

    void linkTarget(String target) throws StorageException {
        LocalOpen open = file.live(Use.WRITE);
        if (!open.access.contains(Access.WRITE) && !open.access.contains(Access.ATTRIBUTES)) {
            throw new StorageException(Reason.ACCESS_DENIED, file.path() + " was not opened to be changed");
        }
        retarget(target);
    }

    /** As {@link OpenFile#linkTarget}, for an open that was made for nothing else. */
    void retarget(String target) throws StorageException {
        LocalOpen open = file.live(Use.WRITE);
        file.refuseNameless(open);
        ArbitratedFile.refuseStream(open);
        Symlinks links = need(open, Symlinks.class);
        VPath link = file.path();
        file.volume.rules().make(link.parent().resolveLink(target));
        String stored = file.volume.links().stored(link, target);
        file.volume.waits().during(patience -> naming().linkTarget(open, stored, links, patience));
    }

    private <T> T onFile(LocalOpen open, Set<Access> access, StreamOwner.Call<T> call) throws StorageException {
        return StreamOwner.of(file.volume.arbiter(), open, access, call);
    }

    List<Entry> streams() throws StorageException {
        LocalOpen open = file.live(Use.LOOK);
        Optional<Streams> streams = open.upload ? Optional.empty() : find(open, Streams.class);
        return streams.isEmpty() ? List.of() : onFile(open, Set.of(), streams.get()::list);
    }

    Map<String, byte[]> xattrs() throws StorageException {
        LocalOpen open = file.live(Use.LOOK);
        Optional<Xattrs> xattrs = find(open, Xattrs.class);
        if (xattrs.isEmpty()) {
            return Map.of();
        }
        Map<String, byte[]> all = new LinkedHashMap<>(onFile(open, Set.of(), xattrs.get()::get));
        all.keySet().removeIf(FileExtensions::isOurs);
        return all;
    }

    /** What the Export keeps there itself is nobody else's. */
    private static boolean isOurs(String name) {
        return name.equalsIgnoreCase(Xattrs.SECURITY) || name.equalsIgnoreCase(Xattrs.SECURITY_USED);
    }

    void xattrs(Map<String, byte[]> changes) throws StorageException {
        LocalOpen open = file.live(Use.WRITE);
        if (!open.access.contains(Access.WRITE) && !open.access.contains(Access.ATTRIBUTES)) {
            throw new StorageException(Reason.ACCESS_DENIED, file.path() + " was not opened to change attributes");
        }
        if (changes.keySet().stream().anyMatch(FileExtensions::isOurs)) {
            throw new StorageException(Reason.ACCESS_DENIED, "reserved");
        }
        Xattrs xattrs = need(open, Xattrs.class);
        onFile(open, Set.of(Access.ATTRIBUTES), node -> {
            xattrs.set(node, changes);
            return null;
        });
        file.volume.arbiter().tell(open, Change.Type.ATTRIBUTES);
        file.volume.arbiter().entryChanged(open);
    }

    long copyFrom(OpenFile from, long sourcePosition, long position, long count) throws StorageException {
        if (!(from instanceof ArbitratedFile source)) {
            throw new StorageException(Reason.NOT_SUPPORTED, "the source is no file of an export here");
        }
        if (sourcePosition < 0 || position < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "copying " + count + " bytes from " + sourcePosition + " to " + position);
        }
        LocalOpen read = source.live(Access.READ, Use.READ);
        LocalOpen written = file.live(Access.WRITE, Use.WRITE);
        file.giveWay(written);
        boolean together = read.view.volume() == written.view.volume(); // else they are strangers to the storage
        Optional<ServerCopy> inside = together ? find(written, ServerCopy.class) : Optional.empty();
        long copied = 0;
        while (copied < count) {
            file.volume.arbiter().refuseUntenured();
            long moved = inside.isPresent()
                    ? inside(inside.get(), read, sourcePosition + copied, written, position + copied, count - copied)
                    : NOT_INSIDE;
            if (moved == NOT_INSIDE) {
                inside = Optional.empty();
                moved = throughMemory(source, sourcePosition + copied, position + copied, count - copied);
            }
            if (moved == 0) {
                break;
            }
            copied += moved;
        }
        if (copied > 0) {
            file.written(written);
        }
        return copied;
    }

    private static final long NOT_INSIDE = -1;

    /** {@value #NOT_INSIDE} if the storage can't. */
    private static long inside(
            ServerCopy copy, LocalOpen read, long sourcePosition, LocalOpen written, long position, long count)
            throws StorageException {
        if (!read.guard().quiet()) {
            read.guard().mayRead(new ByteRange(sourcePosition, count));
        }
        if (!written.guard().quiet()) {
            written.guard().mayWrite(new ByteRange(position, count));
        }
        try {
            return copy.copy(read.node(), sourcePosition, written.node(), position, count);
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_SUPPORTED) {
                return NOT_INSIDE;
            }
            throw e;
        }
    }

    private long throughMemory(ArbitratedFile source, long sourcePosition, long position, long count)
            throws StorageException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, COPY_BUFFER_BYTES));
        int read = source.read(buffer, sourcePosition);
        if (read <= 0) {
            return 0;
        }
        file.write(buffer.flip(), position);
        return read;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.layer.LayerVolume;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One session's view of a storage with quotas. There are no named streams in it if the session's own Export has one, for their
 * bytes could not be counted; what sessions of others write to streams is not counted.
 */
final class QuotaVolume extends LayerVolume {
    private final Quotas quotas;
    private final VPath start;
    private final boolean streams;

    /** @param streams whether there are named streams */
    QuotaVolume(Quotas quotas, Volume below, VPath start, boolean streams) {
        super(below);
        this.quotas = quotas;
        this.start = start;
        this.streams = streams;
    }

    Quotas quotas() {
        return quotas;
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        if (!how.changes()) {
            return delegate.open(path, how); // nothing to count
        }
        boolean upload = how.disposition() == Disposition.REPLACE;
        Node node = upload ? delegate.open(path, how) : openOrMake(path, how);
        if (upload || node.created()) {
            quotas.made(node.id());
        }
        boolean opened = false;
        try {
            QuotaNode wrapped = new QuotaNode(this, node, path, written(node, path, how), appends(how));
            quotas.opened(wrapped);
            opened = true;
            return wrapped;
        } finally {
            if (!opened) {
                node.abort();
                node.close();
            }
        }
    }

    private Written written(Node node, VPath path, Open how) throws StorageException {
        boolean writes = how.access().contains(Access.WRITE) || how.access().contains(Access.APPEND);
        return writes && node.kind() == Attributes.Kind.FILE
                ? quotas.open(node, path, how.disposition() == Disposition.REPLACE)
                : null;
    }

    private static boolean appends(Open how) {
        return how.access().contains(Access.APPEND) && !how.access().contains(Access.WRITE);
    }

    private Node openOrMake(VPath path, Open how) throws StorageException {
        boolean mayMake = how.disposition() == Disposition.CREATE
                || (how.disposition() == Disposition.OPEN_OR_CREATE
                        && (!quotas.limitFiles(path) || present(path, how.links()) == null));
        if (!mayMake) {
            return delegate.open(path, how);
        }
        try (Quotas.Busy name = quotas.busy(path)) {
            return make(path, how);
        }
    }

    private Node make(VPath path, Open how) throws StorageException {
        boolean mustFit = how.disposition() == Disposition.CREATE || quotas.limitFiles(path);
        if (mustFit) {
            quotas.take(path, 0, 1);
        } else {
            quotas.add(path, 0, 1);
        }
        Node node = null;
        try {
            node = delegate.open(path, how);
            if (node.created() && node.kind() == Attributes.Kind.DIRECTORY) {
                quotas.madeFolder(path);
            }
            return node;
        } finally {
            if (node == null || !node.created()) {
                quotas.add(path, 0, -1);
            }
        }
    }

    /** What is there now; null if nothing is. */
    private Attributes present(VPath path, Links links) throws StorageException {
        try {
            return delegate.attributes(path, links);
        } catch (LinkEncountered link) {
            return null; // the open will meet it, too
        } catch (StorageException e) {
            return switch (e.reason()) {
                case NOT_FOUND, PARENT_NOT_FOUND -> null;
                default -> throw e;
            };
        }
    }

    /** Of what is about to be replaced at {@code path}; null if nothing is there. */
    Departure departure(VPath path, Links links) throws StorageException {
        Attributes found = present(path, links);
        return found == null
                ? null
                : new Departure(quotas, path, found, () -> {
                    Attributes now = present(path, links);
                    return now != null && now.id().equals(found.id()) ? now.size() : found.size();
                });
    }

    @Override
    public Space space() throws StorageException {
        return quotas.within(start, delegate.space());
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        if (type == Streams.class && !streams) {
            return Optional.empty();
        }
        return super.extension(type).map(below -> type.cast(counting(type, below)));
    }

    private Object counting(Class<?> type, Object below) {
        if (type == ServerCopy.class) {
            return new CountedCopy((ServerCopy) below);
        } else if (type == HardLinks.class) {
            return (HardLinks) (file, name, replace) -> link((HardLinks) below, file, name, replace);
        } else if (type == Symlinks.class) {
            return new CountedLinks((Symlinks) below);
        }
        return below;
    }

    private void link(HardLinks below, Node file, VPath name, boolean replace) throws StorageException {
        try (Quotas.Busy busy = quotas.busy(name);
                Departure old = replace ? departure(name, Links.ITSELF) : null) {
            quotas.take(name, 0, 1);
            boolean linked = false;
            try {
                below.link(file, name, replace);
                linked = true;
            } finally {
                if (!linked) {
                    quotas.add(name, 0, -1);
                }
            }
            if (old != null && !old.id().equals(file.id())) {
                old.complete();
            }
        }
    }

    private record CountedCopy(ServerCopy below) implements ServerCopy {
        @Override
        public long copy(Node source, long sourcePosition, Node target, long targetPosition, long count)
                throws StorageException {
            QuotaNode.Change<Long> copy = () -> below.copy(source, sourcePosition, target, targetPosition, count);
            boolean counts = target instanceof QuotaNode && targetPosition <= Long.MAX_VALUE - count;
            return counts ? ((QuotaNode) target).upTo(targetPosition + count, copy) : copy.make();
        }
    }

    private final class CountedLinks implements Symlinks {
        private final Symlinks below;

        CountedLinks(Symlinks below) {
            this.below = below;
        }

        @Override
        public void create(VPath link, String target) throws StorageException {
            change(link, bytes(target), 1, () -> below.create(link, target));
        }

        @Override
        public void replace(VPath link, String target) throws StorageException {
            Attributes before = present(link, Links.ITSELF);
            long more = bytes(target) - (before == null ? 0 : before.size());
            change(link, more, 0, () -> below.replace(link, target));
        }

        private void change(VPath link, long bytes, long files, Act act) throws StorageException {
            try (Quotas.Busy busy = quotas.busy(link)) {
                quotas.take(link, bytes, files);
                boolean done = false;
                try {
                    act.run();
                    done = true;
                } finally {
                    if (!done) {
                        quotas.add(link, -bytes, -files);
                    }
                }
            }
        }

        private static long bytes(String target) {
            return target.getBytes(StandardCharsets.UTF_8).length;
        }

        @Override
        public String target(VPath link) throws StorageException {
            return below.target(link);
        }
    }

    @FunctionalInterface
    private interface Act {
        void run() throws StorageException;
    }
}

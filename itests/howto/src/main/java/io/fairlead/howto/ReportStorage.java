// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.service.component.annotations.Component;

/** A read-only storage: one folder of reports that the host holds in memory. */
@Component(service = Storage.class, property = Storage.NAME + "=reports")
public final class ReportStorage implements Storage {
    private final Instant made = Instant.now();
    private final Map<String, byte[]> reports;

    public ReportStorage() {
        this(Map.of("sales.csv", "month,total\n1,42\n".getBytes(), "readme.txt", "hello\n".getBytes()));
    }

    ReportStorage(Map<String, byte[]> reports) {
        this.reports = reports;
    }

    @Override
    public Set<Feature> features() {
        return Set.of(Feature.DIRECTORIES); // no WRITE: every change is refused by the defaults
    }

    @Override
    public Volume mount(Identity user) {
        return new ReportVolume();
    }

    private final class ReportVolume implements Volume {
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public Attributes attributes(VPath path) throws StorageException {
            check();
            if (path.isRoot()) {
                return Attributes.of(NodeId.ofPath(path), Kind.DIRECTORY, 0, made);
            }
            byte[] report = reports.get(path.names().get(0));
            if (path.names().size() > 1) {
                throw new StorageException(report == null ? Reason.PARENT_NOT_FOUND : Reason.NOT_DIRECTORY, path);
            }
            if (report == null) {
                throw new StorageException(Reason.NOT_FOUND, path);
            }
            return Attributes.of(NodeId.ofPath(path), Kind.FILE, report.length, made);
        }

        @Override
        public Node open(VPath path, Open how) throws StorageException {
            check();
            if (how.changes()) {
                throw new StorageException(Reason.READ_ONLY, path);
            }
            Attributes attributes = attributes(path);
            if (attributes.isDirectory() && how.kind() == Open.Kind.FILE) {
                throw new StorageException(Reason.IS_DIRECTORY, path);
            }
            if (attributes.isFile() && how.kind() == Open.Kind.DIRECTORY) {
                throw new StorageException(Reason.NOT_DIRECTORY, path);
            }
            return attributes.isFile()
                    ? new ReportNode(this, attributes, reports.get(path.name()), List.of())
                    : new ReportNode(this, attributes, null, entries());
        }

        private List<Entry> entries() {
            return reports.entrySet().stream()
                    .map(report -> new Entry(report.getKey(), fileAttributes(report.getKey(), report.getValue())))
                    .toList();
        }

        private Attributes fileAttributes(String name, byte[] content) {
            try {
                return Attributes.of(NodeId.ofPath(VPath.ROOT.child(name)), Kind.FILE, content.length, made);
            } catch (StorageException e) {
                throw new IllegalStateException("a report's name was not checked when it was made", e);
            }
        }

        private void check() throws StorageException {
            if (closed.get()) {
                throw new StorageException(Reason.STALE, "volume closed");
            }
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    private static final class ReportNode implements Node {
        private final ReportVolume volume;
        private final Attributes attributes;
        private final byte[] content; // null for the folder
        private final List<Entry> entries;
        private int cursor;
        private volatile boolean closed;

        ReportNode(ReportVolume volume, Attributes attributes, byte[] content, List<Entry> entries) {
            this.volume = volume;
            this.attributes = attributes;
            this.content = content;
            this.entries = entries;
        }

        @Override
        public NodeId id() {
            return attributes.id();
        }

        @Override
        public Attributes attributes() throws StorageException {
            check();
            return attributes;
        }

        @Override
        public int read(ByteBuffer into, long position) throws StorageException {
            check();
            if (content == null) {
                throw new StorageException(Reason.IS_DIRECTORY, "/");
            }
            if (position >= content.length) {
                return -1;
            }
            int count = (int) Math.min(into.remaining(), content.length - position);
            into.put(content, (int) position, count);
            return count;
        }

        @Override
        public List<Entry> next(int max) throws StorageException {
            check();
            if (content != null) {
                throw new StorageException(Reason.NOT_DIRECTORY, "a report");
            }
            List<Entry> page = entries.subList(cursor, Math.min(entries.size(), cursor + max));
            cursor += page.size();
            return List.copyOf(page);
        }

        @Override
        public void rewind() {
            cursor = 0;
        }

        private void check() throws StorageException {
            volume.check();
            if (closed) {
                throw new StorageException(Reason.STALE, "node closed");
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}

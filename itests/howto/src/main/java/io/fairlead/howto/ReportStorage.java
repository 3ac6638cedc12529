// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.tree.TreeStorage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;

/** A read-only storage: one folder of reports that the host holds in memory. Its keys are the paths. */
@Component(service = Storage.class, property = Storage.NAME + "=reports")
public final class ReportStorage extends TreeStorage<VPath> {
    private final Instant made = Instant.now();
    private final NavigableMap<String, byte[]> reports;

    public ReportStorage() {
        this(new TreeMap<>(Map.of("sales.csv", "month,total\n1,42\n".getBytes(), "readme.txt", "hello\n".getBytes())));
    }

    ReportStorage(NavigableMap<String, byte[]> reports) {
        super(Set.of(Feature.DIRECTORIES)); // no WRITE: every change is refused
        this.reports = reports;
    }

    @Override
    protected VPath root() {
        return VPath.ROOT;
    }

    @Override
    protected Optional<VPath> find(VPath folder, String name) throws StorageException {
        return reports.containsKey(name) ? Optional.of(folder.child(name)) : Optional.empty();
    }

    @Override
    protected Attributes attributes(VPath path) {
        return path.isRoot()
                ? Attributes.of(NodeId.ofPath(path), Kind.DIRECTORY, 0, made)
                : Attributes.of(NodeId.ofPath(path), Kind.FILE, reports.get(path.name()).length, made);
    }

    @Override
    protected List<Entry> list(VPath folder, String after, int max) throws StorageException {
        List<Entry> entries = new ArrayList<>();
        for (String name : reports.tailMap(after, false).keySet()) {
            if (entries.size() < max) {
                entries.add(new Entry(name, attributes(folder.child(name))));
            }
        }
        return entries;
    }

    @Override
    protected int read(VPath report, ByteBuffer into, long position) {
        byte[] content = reports.get(report.name());
        if (position >= content.length) {
            return -1;
        }
        int count = (int) Math.min(into.remaining(), content.length - position);
        into.put(content, (int) position, count);
        return count;
    }
}

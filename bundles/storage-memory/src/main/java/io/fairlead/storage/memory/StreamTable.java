// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The named streams of one file or directory. Guarded by itself. */
final class StreamTable {
    private final Budget budget;
    private TreeMap<String, Stream> byName; // null until the first one

    StreamTable(Budget budget) {
        this.budget = budget;
    }

    /** A stream; its content goes when it has neither a name nor an open node. Guarded by the table. */
    static final class Stream {
        private final Content content;
        private String name; // null once deleted
        private int nodes;

        private Stream(Content content, String name) {
            this.content = content;
            this.name = name;
        }

        Content content() {
            return content;
        }
    }

    /** A stream, and whether it is new. */
    record Opened(Stream stream, boolean created) {}

    /** What a listing tells of a stream. */
    record Line(String name, Content content) {}

    synchronized List<Line> list() {
        List<Line> lines = new ArrayList<>();
        if (byName != null) {
            byName.values().forEach(stream -> lines.add(new Line(stream.name, stream.content)));
        }
        return lines;
    }

    /** Opens or makes; {@link #leave} ends it. */
    synchronized Opened open(String name, Open.Disposition disposition) throws StorageException {
        Stream found = byName == null ? null : byName.get(name);
        if (found == null && disposition == Open.Disposition.OPEN) {
            throw new StorageException(Reason.NOT_FOUND, "no stream of that name");
        }
        if (found != null && disposition == Open.Disposition.CREATE) {
            throw new StorageException(Reason.EXISTS, "there is a stream of that name");
        }
        boolean create = found == null;
        if (create) {
            found = make(name);
        }
        found.nodes++;
        return new Opened(found, create);
    }

    /** Has the streams of another, too, as they are now. */
    void copy(StreamTable from) throws StorageException {
        for (Line line : from.list()) {
            Opened made = open(line.name(), Open.Disposition.OPEN_OR_CREATE);
            made.stream().content.copy(line.content());
            leave(made.stream());
        }
    }

    private Stream make(String name) throws StorageException {
        if (byName == null) {
            byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        }
        if (byName.size() == Streams.MOST) {
            throw new StorageException(Reason.TOO_MANY, Streams.MOST + " streams");
        }
        Stream stream = new Stream(new Content(budget), name);
        byName.put(name, stream);
        return stream;
    }

    /** A node of it was closed. */
    synchronized void leave(Stream stream) {
        stream.nodes--;
        freeIfUnused(stream);
    }

    synchronized void delete(Stream stream) throws StorageException {
        if (stream.name == null) {
            throw new StorageException(Reason.STALE, "the stream was deleted");
        }
        remove(stream);
    }

    private void remove(Stream stream) {
        byName.remove(stream.name);
        stream.name = null;
        freeIfUnused(stream);
    }

    private static void freeIfUnused(Stream stream) {
        if (stream.name == null && stream.nodes == 0) {
            stream.content.resize(0);
        }
    }

    synchronized void rename(String from, String to, boolean replace) throws StorageException {
        Stream stream = byName == null ? null : byName.get(from);
        if (stream == null) {
            throw new StorageException(Reason.NOT_FOUND, "no stream of that name");
        }
        Stream old = byName.get(to);
        if (old != null && old != stream) {
            if (!replace) {
                throw new StorageException(Reason.EXISTS, "there is a stream of that name");
            }
            remove(old);
        }
        byName.remove(stream.name);
        stream.name = to;
        byName.put(to, stream);
    }

    /** The owner is gone. */
    synchronized void free() {
        if (byName != null) {
            new ArrayList<>(byName.values()).forEach(this::remove);
        }
    }
}

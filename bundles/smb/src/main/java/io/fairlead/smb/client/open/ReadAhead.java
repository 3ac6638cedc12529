// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.ReadResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The content of an open file, asked for before it is wanted as long as it is read in order: more and more at once, within
 * what the credits allow. What was read ahead is used as long as the server lets us cache it, or for a second at the most,
 * and not after a change made over the same link. Not thread-safe: the node's lock guards it.
 */
public final class ReadAhead {
    /** With the open itself: what costs one credit. */
    public static final int FIRST_BYTES = 64 * 1024;

    private static final int LARGEST_CHUNK = 1024 * 1024;
    private static final int SMALLEST_WINDOW = 256 * 1024;
    private static final int LARGEST_WINDOW = 16 * 1024 * 1024;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RemoteHandle handle;
    private final OpenFiles.State state;
    private final HeldLease lease; // null if there is none
    private final KeptFile kept; // null if the file is not kept
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private long next; // where a reader in order goes on
    private long asked; // where the chunks end
    private int window;
    private long end = -1; // where the last chunk found the end; -1 if it did not
    private long endSeenAt;
    private Stamp endSeen;
    private long size; // as far as is known: nothing is asked for ahead behind it

    /** What tells whether something has changed since: changes over the same link, and breaks of the lease. */
    record Stamp(long changes, int generation) {}

    /** A part of the file, on its way or here. */
    private final class Chunk {
        final long offset;
        final int length;
        final RemoteHandle.Pending pending;
        final long askedAt = System.nanoTime();
        final Stamp asked = stamp();
        SentContent content; // once it is here

        Chunk(long offset, int length) throws IOException {
            this.offset = offset;
            this.length = length;
            pending = handle.begin(
                    HandleRequest.repeatable(Command.READ, length, id -> new ReadRequest(0, length, offset, id, 0, 0)));
        }

        /** One that is here, from the start of the file. */
        Chunk(Answer answer) throws IOException {
            offset = 0;
            length = FIRST_BYTES;
            pending = null;
            take(answer);
        }

        /** Its content; less than was asked for at the end of the file, and empty behind it. */
        SentContent content() throws IOException {
            if (content == null) {
                take(handle.finish(pending));
            }
            return content;
        }

        private void take(Answer answer) throws IOException {
            ByteBuffer data;
            if (answer.is(NtStatus.END_OF_FILE)) {
                data = ByteBuffer.allocate(0);
            } else if (answer.is(NtStatus.SUCCESS)) {
                data = ReadResponse.decode(answer.body()).data();
            } else {
                throw new StatusException(Command.READ, answer.status());
            }
            if (data.remaining() > length) {
                throw new IOException("the server sends more than was asked for");
            }
            if (data.remaining() < length) {
                end = offset + data.remaining();
                endSeenAt = askedAt;
                endSeen = asked;
            }
            if (kept != null) {
                kept.remember(offset, data, asked);
            }
            content = new SentContent(answer, data);
        }

        /** It is not wanted, or not any more. */
        void drop() {
            if (content != null) {
                content.release();
            } else if (pending != null) {
                pending.forget();
            }
        }

        boolean isStale() {
            return !isFresh(askedAt, asked);
        }
    }

    /** @param state of the same file, closed by who opened it */
    public ReadAhead(RemoteHandle handle, OpenFiles.State state) {
        this.handle = handle;
        this.state = state;
        lease = handle.lease();
        kept = handle.kept();
        size = handle.response().file().size();
    }

    /** The READ that is sent with the open. */
    public static ClientRequest withOpen() {
        ReadRequest read = new ReadRequest(0, FIRST_BYTES, 0, FileId.RELATED, 0, 0);
        return new ClientRequest(Command.READ, read, FIRST_BYTES);
    }

    /** What came with the open; if that failed, it is asked for again when it is wanted. */
    public void first(Answer answer) throws IOException {
        if (answer.is(NtStatus.SUCCESS) || answer.is(NtStatus.END_OF_FILE)) {
            chunks.add(new Chunk(answer));
            asked = FIRST_BYTES;
        }
    }

    /**
     * Content from {@code position} on.
     *
     * @return not empty, at most {@code most} bytes; null at or behind the end
     * @throws IOException if it can't be read
     */
    public SentContent.Part read(long position, int most) throws IOException {
        if (kept != null) {
            if (kept.isEnd(position)) {
                return null;
            }
            ByteBuffer known = kept.read(position, most);
            if (known != null) {
                next = position + known.remaining();
                return new SentContent.Part(known, null);
            }
        }
        Chunk chunk = chunkAt(position, most);
        if (chunk == null) {
            return null;
        }
        boolean good = false;
        try {
            SentContent content = chunk.content();
            good = true;
            int skip = (int) (position - chunk.offset);
            if (skip >= content.length()) {
                forget();
                return null;
            }
            int some = Math.min(most, content.length() - skip);
            SentContent.Part part = content.part(skip, some);
            next = position + some;
            if (skip + some == chunk.length) {
                chunks.remove();
                chunk.drop();
                window = Math.min(LARGEST_WINDOW, Math.max(SMALLEST_WINDOW, 2 * window));
            }
            return part;
        } finally {
            if (!good) {
                forget();
            }
        }
    }

    /** The part that holds a position, having asked for those behind it; null if the end is known to be before it. */
    private Chunk chunkAt(long position, int most) throws IOException {
        drop(position);
        if (chunks.isEmpty() && isBehindEnd(position)) {
            return null;
        }
        boolean inOrder = position == next;
        if (chunks.isEmpty()) {
            asked = position;
            if (!inOrder) {
                window = 0;
            }
            int length = chunkBytes(Math.max(most, inOrder ? Math.min(window, LARGEST_CHUNK) : 0));
            ask(position, length);
        }
        if (inOrder && window > 0) {
            while (asked < size && asked - position < window()) {
                ask(asked, chunkBytes(Math.max(FIRST_BYTES, window / 8)));
            }
        }
        return chunks.peek();
    }

    private void ask(long position, int length) throws IOException {
        chunks.add(new Chunk(position, length));
        asked = position + length;
    }

    /** Drops what is of no use for a position. */
    private void drop(long position) throws IOException {
        while (!chunks.isEmpty()) {
            Chunk head = chunks.peek();
            boolean holds = position >= head.offset && position < head.offset + head.length;
            if (holds && !head.isStale()) {
                return;
            }
            boolean passed = position == head.offset + head.length;
            if (!passed) {
                forget();
                return;
            }
            chunks.remove().drop();
        }
    }

    private boolean isBehindEnd(long position) {
        return end >= 0 && position >= end && isFresh(endSeenAt, endSeen);
    }

    /** Whether what was asked for then is still so: as the server has promised, or for a moment. */
    private boolean isFresh(long askedAt, Stamp then) {
        if (!then.equals(stamp())) {
            return false;
        }
        return lease != null && lease.cachesReads() || System.nanoTime() - askedAt <= FRESH_NANOS;
    }

    private Stamp stamp() {
        return new Stamp(state.changes(), lease == null ? 0 : lease.generation());
    }

    private int chunkBytes(int wanted) {
        int most = Math.min(handle.tree().connection().mostRead(), LARGEST_CHUNK);
        int rounded = Math.max(1, Math.min(wanted, most));
        return Math.min(rounded, handle.tree().connection().affordable());
    }

    private long window() {
        return Math.min(window, handle.tree().connection().affordable() / 2);
    }

    /** What was asked for is not wanted any more: its answers are dropped when they come. */
    public void forget() {
        chunks.forEach(Chunk::drop);
        chunks.clear();
    }
}

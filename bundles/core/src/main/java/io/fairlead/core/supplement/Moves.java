// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renames on a storage whose owners are known by path. What is kept moves after the file has; the intent is written down
 * before, so that after a crash between the two it is moved when the storage is mounted next. Thread-safe.
 */
final class Moves {
    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);
    private static final VPath TOP = HiddenFiles.path(HiddenFiles.TOP + "/moves");
    private static final int LARGEST_BYTES = 1 + 2 * (3 * VPath.MAX_LENGTH + 1) + 4;
    private static final int MOST_RECOVERED = 10_000;

    private final HiddenFiles files;
    private final ByPath keeping;
    private final Records records;
    private final AtomicLong last = new AtomicLong(System.currentTimeMillis() << 16);
    private final Set<Move> running = ConcurrentHashMap.newKeySet();
    private final Queue<Move> unfinished = new ConcurrentLinkedQueue<>();
    private final ReentrantLock settling = new ReentrantLock();

    /** Shared by renames, from before they look what is kept until that has moved; held alone by who keeps more. */
    private final ReadWriteLock changing = new ReentrantReadWriteLock();

    /**
     * One rename.
     *
     * @param intent where it is written down
     * @param hadAny whether anything was kept for {@code from} or below
     * @param busy held from the beginning to the end, by whoever renames
     */
    record Move(VPath intent, VPath from, VPath to, boolean hadAny, ReentrantLock busy) {
        boolean covers(VPath path) {
            return path.startsWith(from) || path.startsWith(to);
        }
    }

    Moves(HiddenFiles files, ByPath keeping, Records records) {
        this.files = files;
        this.keeping = keeping;
        this.records = records;
    }

    /** To be held over a rename, and all that moves with it. */
    Lock renaming() {
        return changing.readLock();
    }

    /** To be held by who writes metadata, from the look at its owner's path on, and by no thread that renames. */
    Lock keeping() {
        return changing.writeLock();
    }

    /** Writes the intent down; null if there is nothing to move and nothing in its way. */
    Move begin(Volume volume, VPath from, VPath to) throws StorageException {
        settle(volume);
        boolean hasAny = keeping.mayHave(volume, from) && files.exists(volume, ByPath.folder(from));
        if (!hasAny && !keeping.mayHave(volume, to)) {
            return null;
        }
        VPath intent = TOP.child(String.format("%016x", last.incrementAndGet()));
        Move move = new Move(intent, from, to, hasAny, new ReentrantLock());
        files.inFolder(volume, TOP, () -> {
            Open create = new Open(Set.of(Open.Access.WRITE), Open.Disposition.CREATE, Open.Kind.FILE, Links.ITSELF);
            try (var node = volume.open(intent, create)) {
                node.write(ByteBuffer.wrap(encode(move)), 0);
                node.sync();
            }
            return null;
        });
        move.busy().lock();
        running.add(move);
        return move;
    }

    /** The rename was refused. */
    void cancel(Volume volume, Move move) {
        end(move);
        forget(volume, move);
    }

    private void end(Move move) {
        running.remove(move);
        move.busy().unlock();
    }

    /** The rename is done: what is kept follows. What fails now is done later. */
    void finish(Volume volume, Move move) {
        try {
            follow(volume, move);
            forget(volume, move);
        } catch (StorageException e) {
            Supplement.warn("Metadata could not follow a rename yet; it will be tried again", move.to(), e);
            unfinished.add(move);
        } finally {
            end(move);
        }
    }

    private void follow(Volume volume, Move move) throws StorageException {
        VPath to = ByPath.folder(move.to());
        VPath from = ByPath.folder(move.from());
        try {
            if (!move.hadAny()) {
                files.deleteTree(volume, to); // of what was replaced
            } else if (files.exists(volume, from)) {
                files.deleteTree(volume, to);
                files.move(volume, from, to);
            }
        } finally {
            keeping.forget();
            records.forget();
        }
    }

    private void forget(Volume volume, Move move) {
        try {
            files.delete(volume, move.intent());
        } catch (StorageException e) {
            LOG.debug("An intent to move stays: {}", move, e); // it does nothing once the move is done
        }
    }

    /** Waits until what is kept for a path is where it belongs; to be called with no owner's lock held. */
    @SuppressWarnings("LockNotBeforeTry") // nothing is done under the lock: it is waited for
    void settle(Volume volume, VPath path) throws StorageException {
        settle(volume);
        if (running.isEmpty()) {
            return;
        }
        for (Move move : running) {
            if (move.covers(path)) {
                move.busy().lock();
                move.busy().unlock();
            }
        }
    }

    private void settle(Volume volume) throws StorageException {
        if (unfinished.isEmpty()) {
            return;
        }
        settling.lock();
        try {
            for (Move move = unfinished.peek(); move != null; move = unfinished.peek()) {
                follow(volume, move);
                forget(volume, move);
                unfinished.remove();
            }
        } finally {
            settling.unlock();
        }
    }

    /** Whether what is kept for a path may be on its way at this moment. */
    boolean covers(VPath path) {
        return running.stream().anyMatch(move -> move.covers(path))
                || unfinished.stream().anyMatch(move -> move.covers(path));
    }

    /** Ends the renames that a crash cut in two. */
    void recover(Volume volume) throws StorageException {
        List<Entry> intents = files.list(volume, TOP, MOST_RECOVERED);
        for (String name : intents.stream().map(Entry::name).sorted().toList()) {
            VPath intent = TOP.child(name);
            byte[] bytes = files.read(volume, intent, LARGEST_BYTES);
            Move move = bytes == null ? null : decode(intent, bytes);
            if (move != null && !files.exists(volume, move.from()) && files.exists(volume, move.to())) {
                follow(volume, move);
            }
            files.delete(volume, intent);
        }
    }

    private static byte[] encode(Move move) {
        String text = (move.hadAny() ? "1" : "0") + move.from() + "\0" + move.to();
        return RecordFormat.sealed(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Move decode(VPath intent, byte[] bytes) {
        byte[] sound = RecordFormat.unsealed(bytes);
        String text = sound == null ? "" : new String(sound, StandardCharsets.UTF_8);
        int cut = text.indexOf('\0');
        if (cut < 2) {
            return null; // torn: the rename had not begun
        }
        try {
            VPath from = VPath.of(text.substring(1, cut));
            return new Move(
                    intent, from, VPath.of(text.substring(cut + 1)), text.charAt(0) == '1', new ReentrantLock());
        } catch (StorageException e) {
            return null;
        }
    }
}

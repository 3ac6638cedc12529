// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What the parts of {@link ArbiterContract} have in common: the tables under test, and short words for what is done. */
interface ArbiterTables {
    ShareMode READER = new ShareMode(ShareMode.READ, 7);
    ShareMode EXCLUSIVE = new ShareMode(7, 0);
    ShareMode DELETER = new ShareMode(ShareMode.DELETE, 7);
    Set<Storage.Feature> FEATURES = Set.of(Storage.Feature.STABLE_IDS, Storage.Feature.HARD_LINKS);
    OpenRecord.Owner ALICE = new OpenRecord.Owner("files", "alice", "here");
    Duration SOON = Duration.ofSeconds(30);

    /**
     * The tables of one storage.
     *
     * @param later lets time pass for the leases
     */
    record Tables(
            OpenTable opens,
            RangeLocks locks,
            ParkingLot parking,
            ChangeFeed changes,
            LeaseBook leases,
            Consumer<Duration> later) {}

    /** Empty ones. */
    Tables make(Set<Storage.Feature> features, Duration longestNameWait);

    /** Those of this test. */
    Tables tables();

    default OpenTable opens() {
        return tables().opens();
    }

    static VPath path(String text) {
        try {
            return VPath.of(text);
        } catch (StorageException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static FileKey key(long file) {
        return new FileKey("storage", new NodeId(1, file), "");
    }

    default OpenRecord record(FileKey file, ShareMode mode, boolean upload, boolean deleteOnClose) {
        return new OpenRecord(
                opens().newId(),
                file,
                mode,
                Set.of(Open.Access.READ),
                upload,
                deleteOnClose,
                false,
                ALICE,
                Optional.empty());
    }

    /** Opens what has a name. */
    default OpenId open(String path, FileKey file, ShareMode mode) throws StorageException {
        return admit(path, record(file, mode, false, false), false).id();
    }

    default OpenId upload(String path, FileKey file) throws StorageException {
        OpenRecord open = record(file, new ShareMode(ShareMode.WRITE, 7), true, false);
        try (Passage passage = enter(path, true)) {
            opens().mayMake(passage, open.mode(), true);
            opens().admit(passage, open, true);
        }
        return open.id();
    }

    default OpenRecord admit(String path, OpenRecord open, boolean created) throws StorageException {
        try (Passage passage = opens().enter(path(path), open.file().stream(), created, Patience.none())) {
            opens().admit(passage, open, created);
        }
        return open;
    }

    default Passage enter(String path, boolean makes) throws StorageException {
        return opens().enter(path(path), makes, Patience.of(SOON));
    }

    /** Closes what deletes nothing; the open that is to delete its file now. */
    default Optional<OpenId> close(OpenId open) throws StorageException {
        opens().closing(open);
        return opens().withdraw(open);
    }

    default void rename(OpenId open, String target, boolean replace, boolean strict) throws StorageException {
        try (Passage passage = opens().enterRename(open, path(target), Patience.of(SOON))) {
            opens().mayRename(passage, replace, strict);
            opens().renamed(passage, path(target));
        }
    }

    default void unlink(OpenId open) throws StorageException {
        try (Passage passage = opens().enterRemoval(open, Patience.of(SOON))) {
            opens().mayRemove(passage);
            opens().unlinked(passage);
        }
    }

    /** A call that may be refused. */
    interface Call {
        void run() throws Exception;
    }

    static void refused(Reason reason, Call call) {
        try {
            call.run();
        } catch (StorageException e) {
            assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
            return;
        } catch (Exception e) {
            fail("expected " + reason, e);
        }
        fail("not refused, expected " + reason);
    }

    /** Runs it on a thread of its own. */
    static Future<Void> start(Call call) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            call.run();
            return null;
        });
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Its end, or what it threw. */
    static void join(Future<Void> call) throws Exception {
        try {
            call.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.Lease.Caching;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.FileKey;
import io.fairlead.core.arbiter.LeaseBook;
import io.fairlead.core.arbiter.LeaseBook.Step;
import io.fairlead.core.arbiter.OpenRecord;
import io.fairlead.core.arbiter.Passage;
import io.fairlead.core.arbiter.ShareMode;
import io.fairlead.core.arbiter.UserLease;
import io.fairlead.testing.contract.Parallel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/**
 * Eight clients open, break, answer, keep silent and close at random. The model: of each lease breaks are told one after the
 * other, each takes something, and only what is to be answered can be; and nobody caches writes of a file once another's open
 * of it may go on.
 */
@Timeout(120)
class LeaseStressTest {
    private static final int CLIENTS = 8;
    private static final int FILES = 2;
    private static final int STEPS = 1500;
    private static final List<Set<Caching>> WANTED = List.of(
            EnumSet.of(Caching.READ),
            EnumSet.of(Caching.READ, Caching.HANDLE),
            EnumSet.of(Caching.READ, Caching.WRITE),
            EnumSet.allOf(Caching.class));

    private final LocalOpens opens = new LocalOpens(Set.of(Storage.Feature.STABLE_IDS));
    private final AtomicLong clock = new AtomicLong();
    private final LocalLeaseBook book = new LocalLeaseBook(opens, clock::get);
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicLong silent = new AtomicLong();
    private final Set<Leased> all = ConcurrentHashMap.newKeySet();

    /** One open of a client, with what it believes. */
    private final class Leased {
        final OpenRecord open;
        final Lease.Key key;
        final FileKey file;
        private final Queue<Lease.Broken> unanswered = new ConcurrentLinkedQueue<>();
        private int epoch = -1;
        private boolean answered; // whether the break before was to be
        volatile Lease lease;

        Leased(OpenRecord open, FileKey file) {
            this.open = open;
            this.key = open.lease().orElseThrow().key();
            this.file = file;
        }

        /** Of one lease breaks come one at a time, in order, each one from where the last one went. */
        void breaking(Lease.Broken broken) {
            boolean step = answered && broken.epoch() == epoch; // of one break
            if (broken.epoch() <= epoch && !step) {
                faults.add(broken + " after epoch " + epoch);
            }
            epoch = broken.epoch();
            if (!broken.from().containsAll(broken.to()) || broken.from().equals(broken.to())) {
                faults.add("not less: " + broken);
            }
            boolean more = !broken.from().equals(EnumSet.of(Caching.READ));
            if (more != broken.acknowledge()) {
                faults.add("to be answered or not: " + broken);
            }
            answered = broken.acknowledge();
            if (answered) {
                unanswered.add(broken);
            }
        }

        /** Answers, with what the break left or less. */
        void answer(Random random) {
            for (Lease.Broken broken = unanswered.poll(); broken != null; broken = unanswered.poll()) {
                Set<Caching> kept = random.nextInt(4) == 0 ? Set.of() : broken.to();
                Lease.Answer answer = lease.acknowledge(kept);
                if (answer == Lease.Answer.TOO_MUCH) {
                    faults.add("refused: " + broken);
                }
            }
        }
    }

    private static FileKey file(int number) {
        return new FileKey("storage", new NodeId(1, number), "");
    }

    private OpenRecord open(int file, Optional<Lease.Key> key) throws StorageException {
        OpenRecord open = new OpenRecord(
                opens.newId(),
                file(file),
                new ShareMode(ShareMode.READ | ShareMode.WRITE, 7),
                Set.of(Open.Access.READ),
                false,
                false,
                false,
                new OpenRecord.Owner("files", "user", ""),
                key.map(asked -> new UserLease("user", asked)));
        try (Passage passage = opens.enter(VPath.of("/" + file), false, Patience.none())) {
            opens.admit(passage, open, false);
        }
        return open;
    }

    private void close(OpenRecord open) throws StorageException {
        opens.closing(open.id());
        opens.withdraw(open.id());
        book.closed(open);
    }

    @RepeatedTest(5)
    void nobodyBelievesInWhatIsOver(RepetitionInfo repetition) throws Exception {
        Parallel.run(
                CLIENTS,
                client -> new Client(client, new Random(repetition.getCurrentRepetition() * 100L + client)).run());
        assertThat(faults).isEmpty();
        assertThat(book.inForce()).isFalse();
        assertThat(book.rounds()).isZero();
        assertThat(opens.isEmpty()).isTrue();
    }

    /** One thread: its leases, of which it answers the breaks between its own steps and during its waits. */
    private final class Client {
        private final int number;
        private final Random random;
        private final List<Leased> leased = new ArrayList<>();
        private long keys;

        Client(int number, Random random) {
            this.number = number;
            this.random = random;
        }

        void run() throws StorageException {
            for (int i = 0; i < STEPS; i++) {
                switch (random.nextInt(8)) {
                    case 0, 1 -> lease(random.nextInt(FILES));
                    case 2 -> closeOne();
                    case 3, 4 -> plain(random.nextInt(FILES));
                    case 5 -> keepSilent();
                    default -> leased.forEach(one -> one.answer(random));
                }
            }
            for (Leased one : leased) {
                close(one.open);
            }
        }

        private void lease(int file) throws StorageException {
            if (leased.size() >= 4) {
                closeOne();
            }
            boolean oplock = random.nextInt(3) == 0;
            UUID client = new UUID(0, number);
            Set<Caching> wanted = WANTED.get(random.nextInt(WANTED.size()));
            Lease.Request request = oplock
                    ? Lease.Request.oplock(client, wanted)
                    : new Lease.Request(new Lease.Key(client, new UUID(file, ++keys)), wanted);
            Leased one = new Leased(open(file, Optional.of(request.key())), file(file));
            if (giveWay(one.file, Step.READ, one.open.lease())) {
                one.lease = book.grant(one.open, request, one::breaking).orElseThrow();
                leased.add(one);
                all.add(one);
                refuseWriters(one.file, one);
            } else {
                close(one.open);
            }
        }

        /** What is open may count on it, for as long as it is open. */
        private void refuseWriters(FileKey file, Leased own) {
            for (Leased other : all) {
                if (other != own
                        && other.file.equals(file)
                        && other.lease.state().contains(Caching.WRITE)) {
                    faults.add("caches writes beside another's open: " + other.key);
                }
            }
        }

        private void closeOne() throws StorageException {
            if (!leased.isEmpty()) {
                Leased one = leased.remove(random.nextInt(leased.size()));
                all.remove(one);
                close(one.open);
                if (one.lease.acknowledge(Set.of()) != Lease.Answer.ENDED) {
                    faults.add("not ended");
                }
            }
        }

        /** Time passes for all, so that what was not answered is over. */
        private void keepSilent() {
            if (silent.incrementAndGet() % 10 == 0) {
                clock.addAndGet(Lease.BREAK_TIMEOUT.toNanos());
                book.wake();
            }
        }

        /** Somebody without leases reads, writes, replaces, or renames. */
        private void plain(int file) throws StorageException {
            OpenRecord open = open(file, Optional.empty());
            Step step = Step.values()[random.nextInt(Step.values().length)];
            if (giveWay(file(file), Step.READ, Optional.empty()) && giveWay(file(file), step, Optional.empty())) {
                refuseWriters(file(file), null);
            }
            close(open);
        }

        /** Answers for its own leases meanwhile, for nobody else would; whether the step may go on. */
        private boolean giveWay(FileKey file, Step step, Optional<UserLease> own) throws StorageException {
            long broken = book.before(file, step, own);
            for (int tries = 0; broken != LeaseBook.NOTHING && tries < 50; tries++) {
                leased.forEach(one -> one.answer(random));
                try {
                    book.await(broken, Patience.of(Duration.ofMillis(2)));
                    return true;
                } catch (StorageException e) {
                    if (e.reason() != Reason.IN_USE) {
                        throw e;
                    }
                }
                keepSilent();
            }
            return broken == LeaseBook.NOTHING;
        }
    }
}

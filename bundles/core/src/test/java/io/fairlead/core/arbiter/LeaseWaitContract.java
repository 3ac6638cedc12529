// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import static io.fairlead.core.arbiter.ArbiterTables.join;
import static io.fairlead.core.arbiter.ArbiterTables.refused;
import static io.fairlead.core.arbiter.ArbiterTables.start;
import static io.fairlead.core.arbiter.LeaseTables.caching;
import static io.fairlead.core.arbiter.LeaseTables.leaseKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.core.arbiter.LeaseBook.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who waits for a break, and what ends the wait. */
interface LeaseWaitContract extends LeaseTables {
    /** Longer than any test: only a wake-up ends such a wait. */
    Duration LONG = Duration.ofHours(1);

    /** A wait that has begun. */
    private Future<Void> waiting(long broken, Patience patience) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        patience.onWait(begun::countDown);
        Future<Void> call = start(() -> leases().await(broken, patience));
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        return call;
    }

    @Test
    default void anAnswerEndsTheWait() throws Exception {
        Client client = lease(1, "RHW");
        long broken = step(Step.READ);
        refused(Reason.IN_USE, () -> leases().await(broken, Patience.none()));
        Future<Void> waiting = waiting(broken, Patience.of(LONG));
        client.keep("RHW");
        assertThat(waiting.isDone()).isFalse();
        client.keep("RH");
        join(waiting);
        leases().await(broken, Patience.none());
    }

    @Test
    default void theEndOfTheLeaseEndsTheWait() throws Exception {
        Client client = lease(1, "RHW");
        Future<Void> waiting = waiting(step(Step.REPLACE), Patience.of(LONG));
        close(client);
        join(waiting);
    }

    @Test
    default void allLeasesOfABreakAreWaitedFor() throws Exception {
        Client one = lease(1, "RH");
        Client two = lease(2, "RH");
        Future<Void> waiting = waiting(step(Step.CONFLICT), Patience.of(LONG));
        one.keep("R");
        assertThat(waiting.isDone()).isFalse();
        close(two);
        join(waiting);
    }

    @Test
    default void eachStepOfABreakIsWaitedFor() throws Exception {
        Client client = lease(1, "RHW");
        Future<Void> reader = waiting(step(Step.READ), Patience.of(LONG));
        Future<Void> replacer = waiting(step(Step.REPLACE), Patience.of(LONG));
        client.keep("RH");
        assertThat(replacer.isDone()).isFalse();
        assertThat(reader.isDone()).as("while more is taken").isFalse();
        client.keep("R");
        join(replacer);
        join(reader);
    }

    @Test
    default void whoTruncatesWaitsForWritesOnly() throws Exception {
        Client client = lease(1, "RH");
        assertThat(step(Step.TRUNCATE)).isEqualTo(LeaseBook.NOTHING);
        assertThat(client.lease.isBreaking()).isTrue();
        assertThat(step(Step.TRUNCATE)).as("while it breaks").isEqualTo(LeaseBook.NOTHING);
        assertThat(client.keep("")).isEqualTo(Lease.Answer.TAKEN);
    }

    @Test
    default void whoDoesNotAnswerLosesTheLease() throws Exception {
        Client client = lease(1, "RHW");
        long broken = step(Step.READ);
        Future<Void> waiting = waiting(broken, Patience.of(LONG));
        tables().later().accept(Lease.BREAK_TIMEOUT.minusMillis(1));
        assertThat(client.lease.isBreaking()).isTrue();
        tables().later().accept(Duration.ofMillis(1));
        join(waiting);
        assertThat(client.state()).isEmpty();
        assertThat(client.keep("RH")).as("too late").isEqualTo(Lease.Answer.NOT_BREAKING);
        assertThat(lease(1, "RHW").state()).as("the key may ask again").isEqualTo("RHW");
    }

    @Test
    default void whatNobodyWaitsForIsTakenAwayToo() throws Exception {
        Client client = lease(1, "RH");
        assertThat(step(Step.WRITE)).isEqualTo(LeaseBook.NOTHING);
        assertThat(client.state()).isEqualTo("RH");
        tables().later().accept(Lease.BREAK_TIMEOUT);
        assertThat(client.lease.isBreaking()).isFalse();
        assertThat(client.state()).isEmpty();
        assertThat(step(Step.REPLACE)).isEqualTo(LeaseBook.NOTHING);
    }

    @Test
    default void aWaitCanBeCancelledAndRunsOut() throws Exception {
        Client client = lease(1, "RHW");
        long broken = step(Step.READ);
        Patience patience = Patience.of(LONG);
        Future<Void> waiting = waiting(broken, patience);
        patience.cancel();
        refused(Reason.CANCELLED, () -> join(waiting));
        refused(Reason.IN_USE, () -> leases().await(broken, Patience.of(Duration.ofMillis(1))));
        assertThat(client.lease.isBreaking()).as("for the others").isTrue();
        client.keep("");
    }

    /** It may call the book from another thread, and wait for that. */
    @Test
    default void noLockIsHeldWhileAClientIsTold() throws Exception {
        Client client = open(ALL_SHARED, Optional.of(leaseKey(1)));
        client.lease = leases().grant(client.open, new Lease.Request(leaseKey(1), caching("RHW")), broken -> {
                    try {
                        join(start(() -> client.keep("RH")));
                        join(start(() -> open("/a", ArbiterTables.key(1), READER)));
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .orElseThrow();
        leases().await(step(Step.READ), Patience.of(LONG));
        assertThat(client.state()).isEqualTo("RH");
    }

    /** One at a time, and in the order of the breaks. */
    @Test
    default void breaksAreToldInOrder() throws Exception {
        List<Integer> epochs = new ArrayList<>(); // told by one thread at a time
        Client client = open(ALL_SHARED, Optional.of(leaseKey(1)));
        Lease.Request request = new Lease.Request(leaseKey(1), caching("R"));
        client.lease = leases().grant(client.open, request, broken -> epochs.add(broken.epoch()))
                .orElseThrow();
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(start(() -> {
                for (int round = 0; round < 500; round++) {
                    step(Step.WRITE);
                    leases().grant(client.open, request, broken -> epochs.add(broken.epoch()));
                }
            }));
        }
        for (Future<Void> one : all) {
            join(one);
        }
        step(Step.WRITE);
        assertThat(epochs).isSorted().doesNotHaveDuplicates().isNotEmpty();
    }

    @Test
    default void aHolderThatFailsHarmsNobody() throws StorageException {
        Client failing = open(ALL_SHARED, Optional.of(leaseKey(1)));
        failing.lease = leases().grant(failing.open, new Lease.Request(leaseKey(1), caching("R")), broken -> {
                    throw new IllegalStateException("on purpose");
                })
                .orElseThrow();
        Client other = lease(2, "R");
        step(Step.WRITE);
        assertThat(failing.lease.state()).isEmpty();
        assertThat(other.next()).isEqualTo("R>");
    }
}

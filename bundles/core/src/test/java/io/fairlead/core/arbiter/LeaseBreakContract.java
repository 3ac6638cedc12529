// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import static io.fairlead.core.arbiter.ArbiterTables.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.Lease.Answer;
import io.fairlead.core.arbiter.LeaseBook.Step;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What breaks, how far, and what the client answers: the table in {@link Lease}, [MS-FSA] 2.1.4.12. */
interface LeaseBreakContract extends LeaseTables {
    /** State, step, what is told; "?" if the step waits. */
    private static List<List<String>> leaseTable() {
        return List.of(
                List.of("RHW", "LOOK", ""),
                List.of("RHW", "DESCRIPTOR", ""),
                List.of("R", "READ", ""),
                List.of("RH", "READ", ""),
                List.of("RW", "READ", "RW>R!?"),
                List.of("RHW", "READ", "RHW>RH!?"),
                List.of("R", "CONFLICT", ""),
                List.of("RW", "CONFLICT", ""),
                List.of("RH", "CONFLICT", "RH>R!?"),
                List.of("RHW", "CONFLICT", "RHW>RW!?"),
                List.of("R", "REPLACE", "R>"),
                List.of("RH", "REPLACE", "RH>!?"),
                List.of("RW", "REPLACE", "RW>!?"),
                List.of("RHW", "REPLACE", "RHW>!?"),
                List.of("R", "WRITE", "R>"),
                List.of("RH", "WRITE", "RH>!"),
                List.of("RW", "WRITE", "RW>!?"),
                List.of("RHW", "WRITE", "RHW>!?"),
                List.of("R", "MOVE", ""),
                List.of("RW", "MOVE", ""),
                List.of("RH", "MOVE", "RH>R!?"),
                List.of("RHW", "MOVE", "RHW>RW!?"),
                List.of("R", "CHILD", "R>"),
                List.of("RH", "CHILD", "RH>!"),
                List.of("R", "OUTSIDE", "R>"),
                List.of("RH", "OUTSIDE", "RH>!"),
                List.of("RHW", "OUTSIDE", "RHW>!"));
    }

    /** The one step that breaks the oplock of its own open. */
    List<String> LEVEL_TWO_WRITE = List.of("R", "WRITE", "R>");

    @Test
    default void leasesBreakByTheTable() throws Exception {
        for (List<String> row : leaseTable()) {
            broken(lease(1, row.get(0)), row);
        }
    }

    /** [MS-FSA] 2.1.4.12: who holds level II is told of its own write, too. */
    @Test
    default void anOplockOfLevelTwoGoesByItsOwnWrites() throws Exception {
        Client client = oplock("R");
        assertThat(leases().before(key(1), Step.WRITE, client.open.lease())).isEqualTo(LeaseBook.NOTHING);
        assertThat(client.next()).isEqualTo("R>");
    }

    /** Exclusive is RW, batch RHW, level II R. */
    @Test
    default void oplocksBreakAsAWhole() throws Exception {
        for (List<String> row : List.of(
                List.of("RHW", "LOOK", ""),
                List.of("RHW", "DESCRIPTOR", "RHW>R!?"),
                List.of("R", "DESCRIPTOR", ""),
                List.of("RW", "READ", "RW>R!?"),
                List.of("RHW", "READ", "RHW>R!?"),
                List.of("RW", "CONFLICT", ""),
                List.of("RHW", "CONFLICT", "RHW>R!?"),
                List.of("RHW", "REPLACE", "RHW>!?"),
                List.of("R", "REPLACE", "R>"),
                List.of("RW", "WRITE", "RW>!?"),
                LEVEL_TWO_WRITE,
                List.of("RW", "MOVE", ""),
                List.of("RHW", "MOVE", "RHW>R!?"),
                List.of("R", "MOVE", ""))) {
            broken(oplock(row.get(0)), row);
        }
    }

    private void broken(Client client, List<String> row) throws Exception {
        Step step = Step.valueOf(row.get(1));
        String before = client.state();
        int epoch = client.lease.epoch();
        if (!row.equals(LEVEL_TWO_WRITE)) {
            assertThat(leases().before(key(1), step, client.open.lease()))
                    .as("its own key")
                    .isEqualTo(LeaseBook.NOTHING);
            assertThat(client.told).isEmpty();
        }
        boolean waits = step(step) != LeaseBook.NOTHING;
        assertThat(client.told.size()).isLessThan(2);
        Lease.Broken told = client.told.peek();
        assertThat(client.next() + (waits ? "?" : "")).as("%s", row).isEqualTo(row.get(2));
        assertThat(client.lease.epoch()).isEqualTo(told == null ? epoch : epoch + 1);
        if (told != null) {
            assertThat(told.open()).isEqualTo(client.open.id());
            assertThat(told.key()).isEqualTo(client.lease.key());
            assertThat(told.epoch()).isEqualTo(epoch + 1);
            assertThat(client.lease.isBreaking()).isEqualTo(told.acknowledge());
            assertThat(client.state()).as("%s", row).isEqualTo(told.acknowledge() ? before : "");
            assertThat(client.lease.acknowledge(told.to()))
                    .isEqualTo(told.acknowledge() ? Answer.TAKEN : Answer.NOT_BREAKING);
            assertThat(client.lease.state()).isEqualTo(told.to());
            assertThat(step(step)).as("once is enough").isEqualTo(LeaseBook.NOTHING);
            assertThat(client.told).isEmpty();
        }
        close(client);
    }

    @Test
    default void anAnswerThatKeepsTooMuchIsNotTaken() throws Exception {
        Client client = lease(1, "RHW");
        assertThat(client.keep("R")).isEqualTo(Answer.NOT_BREAKING);
        step(Step.READ);
        assertThat(client.keep("RHW")).isEqualTo(Answer.TOO_MUCH);
        assertThat(client.keep("RW")).isEqualTo(Answer.TOO_MUCH);
        assertThat(client.lease.isBreaking()).isTrue();
        assertThat(client.state()).isEqualTo("RHW");
        assertThat(client.keep("R")).as("less is its own affair").isEqualTo(Answer.TAKEN);
        assertThat(client.state()).isEqualTo("R");
        assertThat(client.keep("R")).isEqualTo(Answer.NOT_BREAKING);
        close(client);
        assertThat(client.keep("")).isEqualTo(Answer.ENDED);
    }

    @Test
    default void anOplockKeepsNoMoreThanWasLeft() throws Exception {
        Client client = oplock("RHW");
        step(Step.REPLACE);
        assertThat(client.keep("R")).isEqualTo(Answer.TAKEN);
        assertThat(client.state()).isEmpty();
    }

    @Test
    default void whatAddsToABreakIsToldInSteps() throws Exception {
        Client client = lease(1, "RHW");
        long reader = step(Step.READ);
        long replacer = step(Step.REPLACE);
        assertThat(reader).isNotEqualTo(LeaseBook.NOTHING);
        assertThat(replacer).isNotEqualTo(LeaseBook.NOTHING);
        assertThat(client.next()).isEqualTo("RHW>RH!");
        assertThat(client.next()).isEmpty();
        int epoch = client.lease.epoch();
        client.keep("RH");
        assertThat(client.next()).isEqualTo("RH>R!");
        client.keep("R");
        assertThat(client.next()).isEqualTo("R>");
        assertThat(client.state()).isEmpty();
        assertThat(client.lease.epoch()).as("its steps count as one").isEqualTo(epoch);
    }

    @Test
    default void aLeaseThatIsBrokenIsNotAddedTo() throws Exception {
        Client client = lease(1, "RH");
        step(Step.CONFLICT);
        assertThat(lease(1, "RHW").state()).isEqualTo("RH");
        assertThat(client.lease.isBreaking()).isTrue();
        client.keep("R");
        assertThat(client.state()).isEqualTo("R");
    }

    @Test
    default void allButTheOwnKeyBreak() throws Exception {
        Client one = lease(1, "RH");
        Client two = lease(2, "RH");
        Client three = lease(3, "R");
        assertThat(leases().before(key(1), Step.WRITE, Optional.of(LeaseTables.alices(2))))
                .isEqualTo(LeaseBook.NOTHING);
        assertThat(one.next()).isEqualTo("RH>!");
        assertThat(two.next()).isEmpty();
        assertThat(three.next()).isEqualTo("R>");
    }

    @Test
    default void oneOpenIsToldForAll() throws Exception {
        Client first = lease(1, "RHW");
        Client second = lease(1, "RHW");
        step(Step.READ);
        assertThat(first.next()).isEqualTo("RHW>RH!");
        assertThat(second.next()).isEmpty();
        close(first);
        assertThat(second.lease.isBreaking()).isTrue();
        assertThat(second.keep("RH")).isEqualTo(Answer.TAKEN);
        step(Step.REPLACE);
        assertThat(second.next()).isEqualTo("RH>!");
    }

    @Test
    default void whoTakesAnOpenBackIsToldOfTheBreakThatRuns() throws Exception {
        Client client = lease(1, "RHW");
        Queue<Lease.Broken> lot = new ConcurrentLinkedQueue<>();
        step(Step.READ);
        assertThat(client.next()).isEqualTo("RHW>RH!");
        leases().parked(client.open, lot::add);
        assertThat(lot).hasSize(1);
        Queue<Lease.Broken> other = new ConcurrentLinkedQueue<>();
        leases().handOver(client.open, other::add);
        assertThat(other).containsExactlyElementsOf(lot);
        client.keep("RH");
        step(Step.REPLACE);
        assertThat(other).hasSize(2);
        assertThat(lot).hasSize(1);
        assertThat(client.told).isEmpty();
    }

    @Test
    default void whoIsParkedIsAskedLast() throws Exception {
        Client parked = lease(1, "RHW");
        Client live = lease(1, "RHW");
        Queue<Lease.Broken> lot = new ConcurrentLinkedQueue<>();
        leases().parked(parked.open, lot::add);
        step(Step.READ);
        assertThat(live.next()).isEqualTo("RHW>RH!");
        assertThat(lot).isEmpty();
    }

    @Test
    default void aLeaseOfNobodyGivesWayAtOnce() throws Exception {
        Client client = lease(1, "RHW");
        leases().handOver(client.open, null);
        assertThat(step(Step.READ)).isEqualTo(LeaseBook.NOTHING);
        assertThat(client.state()).isEqualTo("RH");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import static io.fairlead.core.arbiter.ArbiterTables.key;
import static io.fairlead.core.arbiter.LeaseTables.caching;
import static io.fairlead.core.arbiter.LeaseTables.leaseKey;
import static io.fairlead.core.arbiter.LeaseTables.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.LeaseKeyInUse;
import io.fairlead.api.export.Patience;
import io.fairlead.core.arbiter.LeaseBook.Step;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is granted, [MS-SMB2] 3.3.5.9.8 and [MS-FSA] 2.1.5.18. */
interface LeaseContract extends LeaseTables {
    @Test
    default void aSingleOpenGetsWhatIsLegal() throws Exception {
        for (List<String> row : List.of(
                List.of("", ""),
                List.of("R", "R"),
                List.of("RH", "RH"),
                List.of("RW", "RW"),
                List.of("RHW", "RHW"),
                List.of("H", ""),
                List.of("W", ""),
                List.of("HW", ""))) {
            Client client = lease(1, row.get(0));
            assertThat(client.state()).as(row.get(0)).isEqualTo(row.get(1));
            close(client);
        }
        assertThat(leases().inForce()).isFalse();
    }

    @Test
    default void whoIsNotAloneCachesNoWrites() throws Exception {
        Client first = lease(1, "RHW");
        assertThat(step(Step.READ)).isNotEqualTo(LeaseBook.NOTHING);
        first.keep("RH");
        Client second = lease(2, "RHW");
        assertThat(second.state()).isEqualTo("RH");
        assertThat(oplock("RHW").state()).as("beside cached handles").isEmpty();
        close(first);
        close(second);
        Client plain = open(ALL_SHARED, Optional.empty());
        assertThat(lease(1, "RHW").state()).isEqualTo("RH");
        close(plain);
    }

    @Test
    default void whoCachesWritesIsAlone() throws Exception {
        lease(1, "RHW");
        assertThat(lease(2, "R", ATTRIBUTES).state()).isEmpty();
        assertThat(oplock("R").state()).isEmpty();
    }

    @Test
    default void opensForAttributesDoNotCount() throws Exception {
        open(ATTRIBUTES, Optional.empty());
        assertThat(lease(1, "RHW").state()).isEqualTo("RHW");
    }

    @Test
    default void oplocksAreOfTheSingleOpen() throws Exception {
        Client batch = oplock("RHW");
        assertThat(batch.state()).isEqualTo("RHW");
        close(batch);
        Client exclusive = oplock("RW");
        assertThat(exclusive.state()).isEqualTo("RW");
        close(exclusive);
        Client plain = open(ALL_SHARED, Optional.empty());
        Client two = oplock("RHW");
        assertThat(two.state()).as("level II").isEqualTo("R");
        assertThat(oplock("RW").state()).isEqualTo("R");
        assertThat(lease(1, "RHW").state()).as("no handles beside an oplock").isEqualTo("R");
        close(plain);
        close(two);
    }

    /** What a key holds, what it asks for, what it has then. */
    @Test
    default void aLeaseIsAddedToAndNeverTakenFrom() throws Exception {
        for (List<String> row : List.of(
                List.of("", "RHW", "RHW"),
                List.of("R", "", "R"),
                List.of("R", "RH", "RH"),
                List.of("R", "RW", "RW"),
                List.of("R", "RHW", "RHW"),
                List.of("RH", "R", "RH"),
                List.of("RH", "RW", "RH"),
                List.of("RH", "RHW", "RHW"),
                List.of("RW", "RH", "RW"),
                List.of("RW", "RHW", "RHW"),
                List.of("RHW", "", "RHW"),
                List.of("RHW", "R", "RHW"))) {
            Client first = lease(1, row.get(0));
            int epoch = first.lease.epoch();
            Client second = lease(1, row.get(1));
            assertThat(first.state()).as("%s", row).isEqualTo(row.get(2));
            assertThat(second.state()).isEqualTo(row.get(2));
            boolean changed = !row.get(0).equals(row.get(2));
            assertThat(second.lease.epoch()).isEqualTo(changed ? epoch + 1 : epoch);
            close(first);
            assertThat(second.state()).as("lasts as long as an open").isEqualTo(row.get(2));
            close(second);
            assertThat(second.keep("")).isEqualTo(Lease.Answer.ENDED);
        }
    }

    @Test
    default void aKeyIsItsUsersAlone() throws Exception {
        OpenRecord.Owner bob = new OpenRecord.Owner("files", "bob", "here");
        UserLease bobs = new UserLease("bob", leaseKey(1));
        Client alice = lease(1, "RHW");
        leases().mayHold(key(2), bobs); // whatever file
        assertThat(leases().before(key(1), Step.READ, Optional.of(bobs))).isNotEqualTo(LeaseBook.NOTHING);
        assertThat(alice.next()).isEqualTo("RHW>RH!");
        Client other = grant(
                open(bob, "/a", key(1), ALL_SHARED, Optional.of(leaseKey(1))),
                new Lease.Request(leaseKey(1), caching("RHW")));
        assertThat(other.state()).as("while it is not acknowledged").isEmpty();
        alice.keep("RH");
        assertThat(other.keep("")).isEqualTo(Lease.Answer.NOT_BREAKING);
        close(other);
        assertThat(alice.state()).isEqualTo("RH");
        close(alice);
        assertThat(leases().inForce()).isFalse();
    }

    @Test
    default void theEpochCountsFromTheClients() throws Exception {
        Lease.Request request = new Lease.Request(
                Lease.Kind.LEASE, leaseKey(1), caching("R"), Optional.empty(), OptionalInt.of(0xFFFF));
        Client client = grant(open(ALL_SHARED, Optional.of(leaseKey(1))), request);
        assertThat(client.lease.epoch()).isZero();
        assertThat(client.lease.isCounted()).isTrue();
        Client second = grant(open(ALL_SHARED, Optional.of(leaseKey(1))), new Lease.Request(leaseKey(1), caching("R")));
        assertThat(second.lease.isCounted()).as("as the first has it").isTrue();
        Client other = grant(open(ALL_SHARED, Optional.of(leaseKey(2))), new Lease.Request(leaseKey(2), caching("R")));
        assertThat(other.lease.isCounted()).isFalse();
        step(Step.WRITE);
        assertThat(client.told.element().epoch()).isEqualTo(1);
        assertThat(client.lease.epoch()).isEqualTo(1);
    }

    @Test
    default void aKeyHoldsOneFile() throws Exception {
        Client first = lease(1, "R");
        leases().mayHold(key(1), LeaseTables.alices(1));
        leases().mayHold(key(2), LeaseTables.alices(2));
        assertThatThrownBy(() -> leases().mayHold(key(2), LeaseTables.alices(1)))
                .isInstanceOf(LeaseKeyInUse.class);
        assertThatThrownBy(() -> leases().mayHold(stream("s"), LeaseTables.alices(1)))
                .isInstanceOf(LeaseKeyInUse.class);
        Client other = open("/b", key(2), ALL_SHARED, Optional.of(leaseKey(1)));
        assertThatThrownBy(() -> grant(other, new Lease.Request(leaseKey(1), caching("R"))))
                .isInstanceOf(LeaseKeyInUse.class);
        close(other);
        assertThat(first.state()).as("not the other's to end").isEqualTo("R");
        close(first);
        leases().mayHold(key(2), LeaseTables.alices(1));
    }

    @Test
    default void nothingIsGrantedWhileRangesAreLocked() throws Exception {
        Client locker = open(ALL_SHARED, Optional.empty());
        tables().locks().lock(locker.open.id(), new ByteRange(0, 1), true, Patience.none());
        Client client = lease(1, "RH");
        assertThat(client.state()).isEmpty();
        tables().locks().unlock(locker.open.id(), new ByteRange(0, 1));
        assertThat(lease(1, "RH").state()).isEqualTo("RH");
        assertThat(client.state()).isEqualTo("RH");
    }

    @Test
    default void aStreamHasLeasesOfItsOwn() throws Exception {
        Client file = lease(1, "RHW");
        Client named = grant(
                open("/a", stream("s"), ALL_SHARED, Optional.of(leaseKey(2))),
                new Lease.Request(leaseKey(2), caching("RHW")));
        assertThat(named.state()).isEqualTo("RHW");
        assertThat(leases().before(stream("s"), Step.WRITE, Optional.empty())).isNotEqualTo(LeaseBook.NOTHING);
        assertThat(named.next()).isEqualTo("RHW>!");
        assertThat(file.next()).isEmpty();
        leases().renamed(stream("s"), stream("t"));
        leases().mayHold(stream("t"), LeaseTables.alices(2));
        assertThat(named.keep("")).isEqualTo(Lease.Answer.TAKEN);
    }

    @Test
    default void nothingIsLeftWithoutOpens() throws Exception {
        assertThat(leases().inForce()).isFalse();
        Client plain = open(ALL_SHARED, Optional.of(leaseKey(9)));
        leases().closed(plain.open);
        Client nothing = lease(1, "");
        assertThat(leases().inForce()).isTrue();
        close(nothing);
        leases().closed(nothing.open);
        assertThat(leases().inForce()).isFalse();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.Lease.Caching;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.core.arbiter.LeaseBook.Step;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Short words for leases: what may be cached is written as its letters, {@code "RHW"}. */
interface LeaseTables extends ArbiterTables {
    ShareMode ALL_SHARED = new ShareMode(ShareMode.READ | ShareMode.WRITE, 7);
    ShareMode ATTRIBUTES = new ShareMode(0, 7);

    /** One client's open, its lease, and what it was told. */
    final class Client {
        final OpenRecord open;
        final Queue<Lease.Broken> told = new ConcurrentLinkedQueue<>();
        Lease lease;

        Client(OpenRecord open) {
            this.open = open;
        }

        /** The break it was told of, "from>to", with "!" if it is to answer; empty if of none. */
        String next() {
            Lease.Broken broken = told.poll();
            return broken == null
                    ? ""
                    : letters(broken.from()) + ">" + letters(broken.to()) + (broken.acknowledge() ? "!" : "");
        }

        String state() {
            return letters(lease.state());
        }

        Lease.Answer keep(String caching) {
            return lease.acknowledge(caching(caching));
        }
    }

    static Set<Caching> caching(String letters) {
        Set<Caching> set = EnumSet.noneOf(Caching.class);
        letters.chars()
                .forEach(letter ->
                        set.add(letter == 'R' ? Caching.READ : letter == 'H' ? Caching.HANDLE : Caching.WRITE));
        return set;
    }

    static String letters(Set<Caching> caching) {
        StringBuilder text = new StringBuilder();
        caching.forEach(one -> text.append(one.name().charAt(0)));
        return text.toString();
    }

    /** One of Alice's. */
    static UserLease alices(long number) {
        return new UserLease(ALICE.user(), leaseKey(number));
    }

    static Lease.Key leaseKey(long number) {
        return new Lease.Key(new UUID(1, 1), new UUID(2, number));
    }

    default LeaseBook leases() {
        return tables().leases();
    }

    /** Opens file 1 of that name, and asks for nothing. */
    default Client open(ShareMode mode, Optional<Lease.Key> key) throws StorageException {
        return open("/a", ArbiterTables.key(1), mode, key);
    }

    default Client open(String path, FileKey file, ShareMode mode, Optional<Lease.Key> key) throws StorageException {
        return open(ALICE, path, file, mode, key);
    }

    /** As another user. */
    default Client open(OpenRecord.Owner owner, String path, FileKey file, ShareMode mode, Optional<Lease.Key> key)
            throws StorageException {
        Optional<UserLease> own = key.map(asked -> new UserLease(owner.user(), asked));
        OpenRecord open =
                new OpenRecord(opens().newId(), file, mode, Set.of(Open.Access.READ), false, false, false, owner, own);
        return new Client(admit(path, open, false));
    }

    /** Opens file 1 under a lease key. */
    default Client lease(long key, String wanted) throws StorageException {
        return lease(key, wanted, ALL_SHARED);
    }

    default Client lease(long key, String wanted, ShareMode mode) throws StorageException {
        return grant(open(mode, Optional.of(leaseKey(key))), new Lease.Request(leaseKey(key), caching(wanted)));
    }

    /** Opens file 1 with an oplock: II is R, exclusive RW, batch RHW. */
    default Client oplock(String wanted) throws StorageException {
        Lease.Request request = Lease.Request.oplock(new UUID(1, 1), caching(wanted));
        return grant(open(ALL_SHARED, Optional.of(request.key())), request);
    }

    default Client grant(Client client, Lease.Request request) throws StorageException {
        client.lease = leases().grant(client.open, request, client.told::add).orElseThrow();
        return client;
    }

    /** A step of somebody without a lease. */
    default long step(Step step) throws StorageException {
        return leases().before(ArbiterTables.key(1), step, Optional.empty());
    }

    default void close(Client client) throws StorageException {
        close(client.open.id());
        leases().closed(client.open);
    }

    static FileKey stream(String name) {
        return new FileKey("storage", new NodeId(1, 1), name);
    }
}

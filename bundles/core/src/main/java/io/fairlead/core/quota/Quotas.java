// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The quotas on one storage, of all its Exports. What is used is counted below the folder that a quota is on, whoever
 * writes, as far as it goes through an Export of the storage mounted while the quota was known; everything else is learned
 * by the next count. Thread-safe.
 */
public final class Quotas implements AutoCloseable {
    private static final Duration LONGEST_BUSY = Duration.ofSeconds(5);

    private final Counting counting;
    private final Map<VPath, List<Account>> accounts = new HashMap<>(); // guarded by this, as the next one
    private final Map<NodeId, Written> written = new HashMap<>();
    private final Map<VPath, Integer> busy =
            new HashMap<>(); // guarded by this: folders whose entries are being changed
    private int moves; // guarded by this: folders that are being renamed
    private final Set<QuotaNode> nodes = ConcurrentHashMap.newKeySet();

    public Quotas(Storage storage) {
        counting = new Counting(this, storage);
    }

    /** The same files by a storage object that is used now; the one before may be gone. */
    public void lookIn(Storage present) {
        counting.lookIn(present);
    }

    /**
     * Where a session starts, and its quotas.
     *
     * @param export whose they are; by identity
     * @param root of the Export in the storage, without a link on the way
     * @param start of the session likewise: the user's home in an Export that gives homes, else the same
     * @param settings bounds
     * @param user who mounts
     */
    public record Place(Object export, VPath root, VPath start, QuotaSettings settings, String user) {}

    /** The volume of a session, under the quotas that are where it starts; the same if there are none. */
    public Volume over(Volume below, Place place) {
        QuotaSettings settings = place.settings();
        if (settings.ofExport()) {
            account(place, place.root(), false);
        }
        if (settings.ofUsers() && !place.start().equals(place.root())) { // else a user without a home
            account(place, place.start(), true);
        }
        return concern(place.start()) ? new QuotaVolume(this, below, place.start(), !settings.any()) : below;
    }

    private void account(Place place, VPath root, boolean ofUser) {
        Account made = null;
        synchronized (this) {
            List<Account> here = accounts.computeIfAbsent(root, absent -> new ArrayList<>());
            Optional<Account> there = here.stream()
                    .filter(account -> account.export == place.export() && account.ofUser == ofUser)
                    .findFirst();
            if (there.isEmpty()) {
                made = new Account(place.export(), root, ofUser);
                here.add(made);
            }
            Account account = there.orElse(made);
            account.limit(place.settings());
            account.mountedBy(place.user());
        }
        if (made != null) {
            counting.start(made);
        }
    }

    private synchronized boolean concern(VPath start) {
        return accounts.keySet().stream().anyMatch(root -> root.startsWith(start) || start.startsWith(root));
    }

    /** The bounds of an Export have changed, for running sessions, too. A quota where there was none begins with mounts. */
    public synchronized void configure(Object export, QuotaSettings settings) {
        accounts.values().forEach(here -> here.stream()
                .filter(account -> account.export == export)
                .forEach(account -> account.limit(settings)));
    }

    /** An Export does not serve the storage any more. */
    public synchronized void remove(Object export) {
        accounts.values().forEach(here -> here.removeIf(account -> account.export == export));
        accounts.values().removeIf(List::isEmpty);
    }

    synchronized boolean isInForce(Account account) {
        return accounts.getOrDefault(account.root, List.of()).contains(account);
    }

    private List<Account> of(VPath path) {
        List<Account> found = new ArrayList<>(2);
        for (VPath at = path; !at.isRoot(); ) {
            at = at.parent();
            found.addAll(accounts.getOrDefault(at, List.of()));
        }
        return found;
    }

    /** @throws StorageException {@code QUOTA} if so much more at a path is too much */
    synchronized void check(VPath path, long bytes, long files) throws StorageException {
        for (Account account : of(path)) {
            account.check(bytes, files);
        }
    }

    synchronized void add(VPath path, long bytes, long files) {
        of(path).forEach(account -> account.add(path.parent(), bytes, files));
    }

    synchronized void addUploading(VPath path, long bytes) {
        of(path).forEach(account -> account.addUploading(bytes));
    }

    /** @throws StorageException {@code QUOTA}, and then nothing was taken */
    synchronized void take(VPath path, long bytes, long files) throws StorageException {
        check(path, bytes, files);
        add(path, bytes, files);
    }

    synchronized void madeFolder(VPath path) {
        of(path).forEach(account -> account.made(path));
    }

    /** Whether a quota on the number of files has a say. */
    synchronized boolean limitFiles(VPath path) {
        return of(path).stream().anyMatch(Account::limitsFiles);
    }

    /** The entries of some folders are being changed, from before the storage is asked until everything is counted. */
    final class Busy implements AutoCloseable {
        private final VPath from;
        private final VPath to;
        private final boolean moves;

        private Busy(VPath from, VPath to, boolean moves) {
            this.from = from.parent();
            this.to = to.parent();
            this.moves = moves;
        }

        @Override
        public void close() {
            synchronized (Quotas.this) {
                leave(from);
                leave(to);
                Quotas.this.moves -= moves ? 1 : 0;
                Quotas.this.notifyAll();
            }
        }
    }

    /** A name is going to come or go. */
    Busy busy(VPath path) {
        return busy(path, path, false);
    }

    /**
     * A rename begins.
     *
     * @param folder whether it is a folder that is renamed
     */
    synchronized Busy busy(VPath from, VPath to, boolean folder) {
        Busy begun = new Busy(from, to, folder);
        enter(from, begun.from);
        enter(to, begun.to);
        if (folder) {
            moves++;
            of(from).forEach(account -> account.moving(from));
        }
        return begun;
    }

    private void enter(VPath path, VPath folder) {
        busy.merge(folder, 1, Integer::sum);
        of(path).forEach(account -> account.disturb(folder));
    }

    private void leave(VPath folder) {
        busy.computeIfPresent(folder, (same, times) -> times == 1 ? null : times - 1);
    }

    /** Begins a count; null if one is under way. */
    synchronized Count begin(Account account) {
        Count begun = account.begin();
        if (begun != null && moves > 0) {
            begun.spoil();
        }
        return begun;
    }

    /** Begins to list a folder in a moment when nobody changes its entries, or after a while all the same. */
    synchronized void list(Count count, VPath folder) {
        long until = System.nanoTime() + LONGEST_BUSY.toNanos();
        while (busy.containsKey(folder) && System.nanoTime() < until) {
            try {
                wait(LONGEST_BUSY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        count.listing(folder, busy.containsKey(folder));
    }

    /** Ends a count; false if it is to be begun anew, which it never is if it stands {@code anyway}. */
    synchronized boolean end(Account account, boolean anyway) {
        if (account.restless().stream().anyMatch(busy::containsKey)) {
            account.blur(); // their entries are changed now, which is counted afterwards
        }
        return account.end(anyway);
    }

    /** Whether it matters how much a file is that is renamed so. */
    synchronized boolean mindsMove(VPath from, VPath to) {
        List<Account> left = of(from);
        return !left.equals(of(to)) || left.stream().anyMatch(Account::isCounting);
    }

    /** Takes what is going to be renamed to where it goes. */
    synchronized void move(VPath from, VPath to, long bytes, boolean check) throws StorageException {
        List<Account> left = of(from);
        if (check) {
            for (Account account : of(to)) {
                if (!left.contains(account)) {
                    account.check(bytes, 1);
                }
            }
        }
        add(from, -bytes, -1);
        add(to, bytes, 1);
    }

    /** After a rename: what is open is elsewhere, and of a folder that went elsewhere is to be counted what is in it. */
    void renamed(VPath from, VPath to, boolean folder) {
        Set<Account> unsure = new LinkedHashSet<>();
        synchronized (this) {
            nodes.stream()
                    .filter(node -> follows(node.path, node.isUpload(), from))
                    .forEach(node -> node.path = node.path.rebase(from, to));
            written.values().stream()
                    .filter(file -> follows(file.path, file.isUpload(), from))
                    .forEach(file -> file.path = file.path.rebase(from, to));
            if (folder) {
                List<Account> left = of(from);
                List<Account> entered = of(to);
                for (Account account : left) {
                    if (entered.contains(account)) {
                        account.moved(from, to);
                    }
                }
                unsure.addAll(left);
                unsure.addAll(entered);
                unsure.removeIf(account -> left.contains(account) && entered.contains(account));
                unsure.forEach(Account::spoil);
            }
        }
        unsure.forEach(counting::start);
    }

    /** An upload has no name yet that could be another: it goes with a folder above, and stays when its rival goes. */
    private static boolean follows(VPath path, boolean upload, VPath from) {
        return path.startsWith(from) && !(upload && path.equals(from));
    }

    /** Begins a writer's part in a file; nothing was written through {@code node} yet. */
    Written open(Node node, VPath path, boolean upload) throws StorageException {
        return hold(node.id(), path, upload, node::size);
    }

    /** Holds a file, whether or not somebody writes to it, until {@link Written#close}. */
    Written hold(NodeId id, VPath path, Written.Size size) throws StorageException {
        return hold(id, path, false, size);
    }

    private Written hold(NodeId id, VPath path, boolean upload, Written.Size size) throws StorageException {
        Written file;
        synchronized (this) {
            file = written.get(id);
            if (file == null) {
                file = new Written(this, id, path, upload);
                written.put(id, file);
            } else {
                file.holders++;
            }
        }
        try {
            file.measure(size);
            return file;
        } catch (StorageException | RuntimeException e) {
            file.close(() -> Long.MAX_VALUE);
            throw e;
        }
    }

    /** A file was made just now: who holds one of this id holds one that has gone, whose number the storage uses again. */
    synchronized void made(NodeId id) {
        written.remove(id);
    }

    synchronized void forget(Written file) {
        written.remove(file.id, file);
    }

    void opened(QuotaNode node) {
        nodes.add(node);
    }

    void forget(QuotaNode node) {
        nodes.remove(node);
    }

    /** What an entry that was listed counts for. */
    long size(Attributes attributes) {
        Written file;
        synchronized (this) {
            file = written.get(attributes.id());
        }
        if (attributes.isDirectory()) {
            return 0;
        }
        return file == null ? attributes.size() : file.counted(attributes.size());
    }

    /** Room for a session that starts here. */
    synchronized Space within(VPath start, Space below) {
        Space space = below;
        for (Account account : accounts.getOrDefault(start, List.of())) {
            space = account.within(space);
        }
        for (Account account : of(start)) {
            space = account.within(space);
        }
        return space;
    }

    /** Bytes and files counted below the root of quotas; empty until each of them knows. */
    public synchronized Optional<long[]> used(VPath root) {
        List<Account> here = accounts.getOrDefault(root, List.of());
        return here.stream().allMatch(Account::isKnown)
                ? here.stream()
                        .map(account -> new long[] {account.usedBytes(), account.usedFiles()})
                        .findFirst()
                : Optional.empty();
    }

    /** Bytes in the homes of an Export's users, as far as those have been here, and were counted. */
    public synchronized SortedMap<String, Long> usedByUsers(Object export) {
        SortedMap<String, Long> used = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (List<Account> here : accounts.values()) {
            for (Account account : here) {
                if (account.ofUser && account.export == export) {
                    account.users().forEach(user -> used.put(user, account.usedBytes()));
                }
            }
        }
        return used;
    }

    /** For tests. */
    synchronized boolean isCounting(VPath root) {
        return accounts.getOrDefault(root, List.of()).stream().anyMatch(Account::isCounting);
    }

    @Override
    public void close() {
        counting.close();
    }
}

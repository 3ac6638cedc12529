// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.acl.FileAccess;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.core.arbiter.FileKey;
import io.fairlead.core.arbiter.LeaseBook.Step;
import io.fairlead.core.arbiter.Tenure;
import io.fairlead.core.arbiter.UserLease;
import io.fairlead.testing.Contents;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each row of the table in {@link Lease}: which operation asks the lease book for which file, and under which key. */
@Timeout(60)
class LeaseAsksTest extends ExportFixture {
    private static final UUID CLIENT = new UUID(1, 1);
    private static final Lease.Key OWN = new Lease.Key(CLIENT, new UUID(2, 2));
    private static final Lease.Key FOLDER = new Lease.Key(CLIENT, new UUID(3, 3));

    private final ScriptedLeases leases = new ScriptedLeases();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Lease.Holder holder = broken -> {};
    private ExportVolume carol;
    private OpenFile root;

    @Override
    Arbiter arbiter(Storage exported) {
        return new Arbiter("scripted", Tables.local(exported.features(), leases), Tenure.ALONE);
    }

    @BeforeEach
    void mount() throws Exception {
        carol = export.mount(Identity.of("carol"), MountOptions.DEFAULT.withHolder(holder));
        root = open(alice, "/", Access.READ);
    }

    @AfterEach
    void unmount() throws Exception {
        carol.close();
        root.close();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private static OpenRequest leased(OpenRequest request) {
        Lease.Request wanted = new Lease.Request(OWN, EnumSet.allOf(Lease.Caching.class), Optional.of(FOLDER.lease()));
        return request.withLease(wanted);
    }

    private OpenFile leased(String path, Access... access) throws Exception {
        return carol.open(path(path), leased(request(ALL, access)));
    }

    private FileKey key(OpenFile file) {
        return new FileKey(arbiter.storageId, file.id(), "");
    }

    private FileKey key(String path) throws Exception {
        return new FileKey(arbiter.storageId, alice.attributes(path(path)).id(), "");
    }

    private void asked(FileKey file, Step step, Lease.Key own) {
        assertThat(leases.asks).contains(new ScriptedLeases.Ask(file, step, Optional.ofNullable(own)));
        assertThat(leases.asks)
                .as("of no other key")
                .noneMatch(ask -> ask.file().equals(file)
                        && ask.step() == step
                        && !ask.own().equals(Optional.ofNullable(own)));
        leases.asks.clear();
    }

    @Test
    void opensAsk() throws Exception {
        file("/a", "x");
        FileKey a = key("/a");
        leases.asks.clear();
        leased("/a").close();
        asked(a, Step.LOOK, OWN);
        leased("/a", Access.READ).close();
        asked(a, Step.READ, OWN);
        Contents.text(bob, "/a");
        asked(a, Step.READ, null);
        carol.open(path("/a"), leased(request(ALL, Access.WRITE).withTruncate()))
                .close();
        asked(a, Step.TRUNCATE, OWN);
    }

    /** What is no look differs between oplocks and leases. */
    @Test
    void anOpenAsksForWhatItIsExactly() throws Exception {
        file("/a", "x");
        FileKey a = key("/a");
        int look = FileAccess.READ_ATTRIBUTES | FileAccess.WRITE_ATTRIBUTES | FileAccess.SYNCHRONIZE;
        for (var one : Map.of(
                        look,
                        Step.LOOK,
                        look | FileAccess.READ_CONTROL,
                        Step.DESCRIPTOR,
                        FileAccess.READ_EA,
                        Step.READ,
                        FileAccess.WRITE_DAC,
                        Step.READ)
                .entrySet()) {
            leases.asks.clear();
            OpenRequest exact = request(ALL).withSecurity(new OpenRequest.Security(one.getKey(), null));
            carol.open(path("/a"), leased(exact)).close();
            asked(a, one.getValue(), OWN);
        }
    }

    @Test
    void aRefusalAsks() throws Exception {
        file("/a", "x");
        try (OpenFile only = alice.open(path("/a"), request(NONE, Access.READ))) {
            leases.asks.clear();
            refusedOpen(Reason.IN_USE, () -> carol.open(path("/a"), leased(request(ALL, Access.READ))));
            asked(key(only), Step.CONFLICT, OWN);
        }
    }

    @Test
    void anUploadAsksForWhatItReplaces() throws Exception {
        file("/a", "x");
        try (OpenFile reader = open(alice, "/a", Access.READ)) {
            leases.asks.clear();
            Contents.write(bob, "/a", "new");
            assertThat(leases.asks.stream().filter(ask -> ask.file().equals(key(reader))))
                    .hasSize(3) // at open, before publication and after it
                    .allMatch(ask -> ask.step() == Step.REPLACE);
            asked(key(root), Step.CHILD, null);
        }
    }

    @Test
    void changesOfContentAsk() throws Exception {
        file("/a", "x");
        try (OpenFile file = leased("/a", Access.READ, Access.WRITE)) {
            leases.asks.clear();
            write(file, "y");
            asked(key(file), Step.WRITE, OWN);
            file.resize(0);
            asked(key(file), Step.WRITE, OWN);
            file.lock(new ByteRange(0, 1), true, Duration.ZERO);
            asked(key(file), Step.WRITE, OWN);
            file.unlock(new ByteRange(0, 1));
            leases.asks.clear();
            file.copyFrom(file, 0, 0, 1);
            asked(key(file), Step.WRITE, OWN);
        }
        asked(key(root), Step.CHILD, FOLDER);
        try (OpenFile file = open(bob, "/a", Access.WRITE)) {
            leases.asks.clear();
            write(file, "y");
            asked(key(file), Step.WRITE, null);
        }
        asked(key(root), Step.CHILD, null);
    }

    @Test
    void whatChangesNamesAsks() throws Exception {
        folder("/d");
        file("/d/a", "x");
        file("/b", "x");
        OpenFile below = open(alice, "/d/a", Access.READ);
        OpenFile target = open(alice, "/b", Access.READ);
        OpenFile folder = leased("/d", Access.DELETE);
        OpenFile moved = leased("/d/a", Access.DELETE, Access.READ);
        leases.asks.clear();
        folder.rename(path("/e"), false);
        asked(key(below), Step.MOVE, OWN);
        moved.rename(path("/b"), true);
        assertThat(leases.asks).contains(new ScriptedLeases.Ask(key(target), Step.MOVE, Optional.of(OWN)));
        assertThat(leases.asks).contains(new ScriptedLeases.Ask(key(folder), Step.CHILD, Optional.of(FOLDER)));
        asked(key(root), Step.CHILD, FOLDER);
        moved.deleteOnClose(true);
        asked(key(moved), Step.MOVE, OWN);
        moved.deleteOnClose(false);
        assertThat(leases.asks).isEmpty();
        moved.delete();
        assertThat(leases.asks).contains(new ScriptedLeases.Ask(key(moved), Step.MOVE, Optional.of(OWN)));
        asked(key(root), Step.CHILD, FOLDER);
        for (OpenFile open : List.of(below, target, folder, moved)) {
            open.close();
        }
        OpenFile plain = open(bob, "/e", Access.DELETE);
        leases.asks.clear();
        plain.delete();
        asked(key(plain), Step.MOVE, null);
        plain.close();
    }

    @Test
    void makingAndDeletingOnCloseAskForTheFolder() throws Exception {
        leases.asks.clear();
        OpenFile made = carol.open(
                path("/new"),
                leased(request(Disposition.CREATE, ALL, Access.DELETE, Access.ATTRIBUTES))
                        .withDeleteOnClose());
        asked(key(root), Step.CHILD, FOLDER);
        made.change(AttributeChanges.modified(Instant.EPOCH));
        asked(key(root), Step.CHILD, FOLDER);
        made.close();
        asked(key(root), Step.CHILD, FOLDER);
        carol.open(path("/up"), leased(OpenRequest.shared(Open.replace()))).close();
        asked(key(root), Step.CHILD, FOLDER);
    }

    /** What a client has cached of the folder shows a file where a link is, and the size of its attributes. */
    @Test
    void becomingALinkAndExtendedAttributesAskForTheFolder() throws Exception {
        file("/a", "x");
        try (OpenFile file = leased("/a", Access.WRITE, Access.ATTRIBUTES)) {
            leases.asks.clear();
            file.xattrs(Map.of("colour", new byte[] {1}));
            asked(key(root), Step.CHILD, FOLDER);
            file.resize(0);
            leases.asks.clear();
            file.linkTarget("b");
            asked(key(root), Step.CHILD, FOLDER);
        }
    }

    @Test
    void grantsAfterAdmissionToTheHolderOfTheMount() throws Exception {
        file("/a", "x");
        OpenFile open = leased("/a", Access.READ);
        ScriptedLeases.Granted granted = leases.granted.get(0);
        assertThat(granted.open().id()).isEqualTo(open.openId());
        assertThat(granted.open().file()).isEqualTo(key(open));
        assertThat(granted.open().lease()).contains(new UserLease("carol", OWN));
        assertThat(granted.holder()).isSameAs(holder);
        assertThat(open.lease()).isPresent();
        bob.open(path("/a"), leased(request(ALL, Access.READ))).close(); // has mounted without a holder
        assertThat(leases.granted).hasSize(1);
        leases.closed.clear();
        open.close();
        assertThat(leases.closed).containsExactly(granted.open().id());
    }

    @Test
    void whoTakesAnOpenBackIsToldOfItsBreaks() throws Exception {
        file("/a", "x");
        ParkedOpen.Key parking = new ParkedOpen.Key("smb", 1, 1);
        leased("/a", Access.READ).park(parking, Duration.ofMinutes(1), new byte[0]);
        carol.close();
        Lease.Holder again = broken -> {};
        carol = export.mount(Identity.of("carol"), MountOptions.DEFAULT.withHolder(again));
        OpenFile back = export.reclaim(parking, carol).file();
        assertThat(leases.handedOver).containsExactly(again);
        assertThat(back.lease()).isPresent();
    }

    @Test
    void nothingIsHeldDuringTheWait() throws Exception {
        file("/a", "x");
        leases.block(Step.READ);
        Future<OpenFile> waiting = threads.submit(() -> open(bob, "/a", Access.READ));
        await(() -> leases.waiting() == 1);
        assertThat(export.opens())
                .extracting(opened -> opened.path().toString())
                .containsExactly("/");
        try (OpenFile mover = open(alice, "/a", Access.DELETE)) {
            mover.rename(path("/b"), false);
            mover.rename(path("/a"), false);
        }
        leases.acknowledge();
        waiting.get(30, TimeUnit.SECONDS).close();
    }

    @Test
    void whoWaitsCanBeCancelledAndLeavesNothing() throws Exception {
        file("/a", "x");
        for (Step step : List.of(Step.READ, Step.TRUNCATE)) {
            leases.block(step);
            Patience patience = Patience.of(SOON);
            OpenRequest asked = request(ALL, Access.READ, Access.WRITE);
            OpenRequest request = step == Step.READ ? asked : asked.withTruncate();
            Future<OpenFile> waiting = threads.submit(() -> bob.open(path("/a"), request, patience));
            await(() -> leases.waiting() == 1);
            patience.cancel();
            refused(Reason.CANCELLED, () -> result(waiting));
            assertThat(export.opens()).hasSize(1);
            assertThat(text("/a")).isEqualTo("x");
        }
    }

    @Test
    void theEndOfTheSessionEndsTheWait() throws Exception {
        file("/a", "x");
        leases.block(Step.READ);
        Future<OpenFile> waiting = threads.submit(() -> open(bob, "/a", Access.READ));
        await(() -> leases.waiting() == 1);
        bob.close();
        refused(Reason.STALE, () -> result(waiting));
    }

    @Test
    void theEndOfTheSessionEndsTheWaitOfAnOpen() throws Exception {
        file("/a", "x");
        OpenFile file = open(bob, "/a", Access.DELETE);
        leases.block(Step.MOVE);
        Future<?> waiting = threads.submit(() -> {
            file.deleteOnClose(true);
            return null;
        });
        await(() -> leases.waiting() == 1);
        bob.close();
        refused(Reason.STALE, () -> result(waiting));
    }

    @Test
    void theStorageThatLeavesEndsTheWait() throws Exception {
        file("/a", "x");
        leases.block(Step.READ);
        Future<OpenFile> waiting = threads.submit(() -> open(bob, "/a", Access.READ));
        await(() -> leases.waiting() == 1);
        export.detach(below);
        refused(Reason.UNAVAILABLE, () -> result(waiting));
    }

    private static Object result(Future<?> call) throws Exception {
        try {
            return call.get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.NamePattern;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.core.Exports;
import io.fairlead.core.limit.Bounds;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Sessions that look into snapshots: under the rules, from their roots, and in nobody's way. */
class SnapshotsTest extends ExportFixture {
    private static final Instant THEN = Instant.parse("2024-02-29T23:59:59Z");

    private MemoryStorage memory;

    @Override
    Storage storage() {
        memory = new MemoryStorage();
        return memory;
    }

    private static Snapshots snapshots(ExportVolume volume) {
        return volume.extension(Snapshots.class).orElseThrow();
    }

    private static Identity at(String home, Right... rights) {
        EnumSet<Right> all = EnumSet.noneOf(Right.class);
        all.addAll(List.of(rights));
        return new Identity("carol", Set.of(), path(home), all, Identity.Limits.NONE);
    }

    @Test
    void anOpenOfASnapshotStandsAgainstNobody() throws Exception {
        file("/f", "then");
        memory.snapshot(THEN);
        write(alice, "now");
        try (ExportVolume past = alice.asOf(THEN);
                OpenFile old = past.open(path("/f"), request(NONE, Access.READ));
                OpenFile living = bob.open(path("/f"), request(NONE, Access.READ, Access.WRITE, Access.DELETE))) {
            assertThat(Contents.text(old)).isEqualTo("then");
            living.delete();
            assertThat(Contents.text(old)).isEqualTo("then");
            try (ExportVolume again = bob.asOf(THEN)) { // while among those who look there, they arbitrate as ever
                refusedOpen(Reason.IN_USE, () -> open(again, "/f", Access.READ));
            }
        }
    }

    private static void write(ExportVolume volume, String content) throws StorageException {
        Contents.write(volume, "/f", content);
    }

    @Test
    void nothingIsChangedThere() throws Exception {
        file("/f", "then");
        memory.snapshot(THEN);
        try (ExportVolume past = alice.asOf(THEN)) {
            for (Access access : EnumSet.of(Access.WRITE, Access.APPEND, Access.ATTRIBUTES, Access.DELETE)) {
                refusedOpen(Reason.READ_ONLY, () -> open(past, "/f", access));
            }
            refused(Reason.READ_ONLY, () -> Contents.write(past, "/g", "x"));
            refused(Reason.READ_ONLY, () -> Contents.makeDirectory(past, "/d"));
            Open how = new Open(Set.of(Access.READ), Open.Disposition.OPEN_OR_CREATE, Open.Kind.ANY);
            OpenRequest maybe = OpenRequest.shared(how)
                    .withInitial(new AttributeChanges(null, null, null, Attributes.ARCHIVE, null));
            past.open(path("/f"), maybe).close();
            refusedOpen(Reason.READ_ONLY, () -> past.open(path("/g"), maybe));
            try (OpenFile file = open(past, "/f", Access.READ)) {
                refused(Reason.NOT_SUPPORTED, () -> file.link(path("/g"), false));
            }
            assertThat(past.extension(Snapshots.class))
                    .as("no snapshots of snapshots")
                    .isEmpty();
        }
    }

    @Test
    void rightsAndHiddenNamesHoldThere() throws Exception {
        file("/f", "then");
        file("/secret", "then");
        memory.snapshot(THEN);
        export.configure(new ExportSettings(
                "export", path("/"), false, false, List.of(NamePattern.shell("secret")), Bounds.Rules.DEFAULT));
        try (ExportVolume lister = export.mount(at("/", Right.LIST));
                ExportVolume past = lister.asOf(THEN)) {
            assertThat(Contents.names(past, "/")).containsExactly("f");
            refused(Reason.NOT_FOUND, () -> past.attributes(path("/secret")));
            refused(Reason.NOT_FOUND, () -> snapshots(lister).times(path("/secret")));
            refusedOpen(Reason.ACCESS_DENIED, () -> past.open(path("/f"), Open.read()));
            lister.user(at("/"));
            refused(Reason.ACCESS_DENIED, () -> past.attributes(path("/f")));
            refused(Reason.ACCESS_DENIED, () -> snapshots(lister).times(path("/f")));
        }
    }

    @Test
    void rulesThatChangeCountAtOnce() throws Exception {
        file("/secret", "then");
        memory.snapshot(THEN);
        try (ExportVolume past = alice.asOf(THEN)) {
            assertThat(Contents.text(past, "/secret")).isEqualTo("then");
            export.configure(new ExportSettings(
                    "export", path("/"), false, false, List.of(NamePattern.shell("secret")), Bounds.Rules.DEFAULT));
            refused(Reason.NOT_FOUND, () -> past.attributes(path("/secret")));
        }
    }

    @Test
    void aHomeIsAHomeThere() throws Exception {
        folder("/carol");
        file("/carol/f", "then");
        file("/outside", "x");
        alice.extension(Symlinks.class).orElseThrow().create(path("/carol/out"), "../outside");
        memory.snapshot(THEN);
        folder("/dave");
        try (ArbitratedExport homes =
                        Exports.over(below).name("homes").homes(true).build();
                ExportVolume carol = homes.mount(at("/carol", Right.values()));
                ExportVolume past = carol.asOf(THEN);
                ExportVolume dave = homes.mount(at("/dave", Right.values()))) {
            assertThat(Contents.text(past, "/f")).isEqualTo("then");
            assertThat(snapshots(carol).times(path("/f"))).containsExactly(THEN);
            assertThat(snapshots(carol).times(path("/outside"))).isEmpty();
            refused(Reason.NOT_FOUND, () -> past.attributes(path("/outside")));
            refused(Reason.ACCESS_DENIED, () -> past.attributes(path("/out")));
            refusedOpen(Reason.NOT_FOUND, () -> dave.asOf(THEN)); // who was not there yet
        }
    }

    @Test
    void whoFollowsLinksAloneIsStoppedThere() throws Exception {
        folder("/d");
        file("/d/f", "then");
        alice.extension(Symlinks.class).orElseThrow().create(path("/l"), "d");
        memory.snapshot(THEN);
        try (ExportVolume past = alice.asOf(THEN)) {
            assertThat(Contents.text(past, "/l/f")).isEqualTo("then");
        }
        try (ExportVolume stopping =
                        export.mount(Identity.of("carol"), MountOptions.DEFAULT.withLinks(LinkPolicy.STOP));
                ExportVolume past = stopping.asOf(THEN)) {
            Assertions.assertThatThrownBy(() -> past.attributes(path("/l/f"))).isInstanceOf(LinkEncountered.class);
        }
    }

    @Test
    void namesAreFoundWithoutCaseThere() throws Exception {
        file("/Report", "then");
        memory.snapshot(THEN);
        Contents.delete(alice, "/Report");
        try (ArbitratedExport blind =
                        Exports.over(below).name("blind").caseInsensitive(true).build();
                ExportVolume carol = blind.mount(Identity.of("carol"));
                ExportVolume past = carol.asOf(THEN)) {
            assertThat(Contents.text(past, "/REPORT")).isEqualTo("then");
        }
    }

    @Test
    void noLeaseIsGranted() throws Exception {
        file("/f", "then");
        memory.snapshot(THEN);
        try (ExportVolume leasing = export.mount(Identity.of("carol"), MountOptions.DEFAULT.withHolder(broken -> {}));
                ExportVolume past = leasing.asOf(THEN);
                OpenFile file = past.open(
                        path("/f"),
                        request(ALL, Access.READ)
                                .withLease(Lease.Request.oplock(UUID.randomUUID(), EnumSet.of(Lease.Caching.READ))))) {
            assertThat(file.lease()).isEmpty();
        }
    }

    @Test
    void itEndsWithTheSession() throws Exception {
        file("/f", "then");
        memory.snapshot(THEN);
        ExportVolume session = export.mount(Identity.of("carol"));
        ExportVolume past = session.asOf(THEN);
        OpenFile file = open(past, "/f", Access.READ);
        assertThat(export.opens()).extracting(info -> info.path()).containsExactly("/f@" + THEN);
        session.close();
        refused(Reason.STALE, file::attributes);
        refused(Reason.STALE, () -> past.attributes(path("/f")));
        refused(Reason.STALE, () -> session.asOf(THEN));
        assertThat(export.opens()).isEmpty();
    }

    @Test
    void itEndsWithTheStorage() throws Exception {
        file("/f", "then");
        memory.snapshot(THEN);
        ExportVolume past = alice.asOf(THEN);
        OpenFile file = open(past, "/f", Access.READ);
        export.detach(below);
        refused(Reason.UNAVAILABLE, file::attributes);
        refused(Reason.UNAVAILABLE, () -> past.attributes(path("/f")));
        refused(Reason.UNAVAILABLE, () -> alice.asOf(THEN));
        await(() -> below.openVolumes() == 0);
    }

    @Test
    void whatIsOpenGoesOnWhileTheStorageIsReplaced() throws Exception {
        file("/f", "then");
        memory.snapshot(THEN);
        ExportVolume past = alice.asOf(THEN);
        OpenFile file = open(past, "/f", Access.READ);
        export.retire(true);
        refused(Reason.UNAVAILABLE, () -> past.attributes(path("/f")));
        refused(Reason.UNAVAILABLE, () -> alice.asOf(THEN));
        assertThat(Contents.text(file)).isEqualTo("then");
        file.close();
        await(() -> below.openVolumes() == 0);
    }

    @Test
    void aSessionLooksIntoSoManyAtMost() throws Exception {
        for (int i = 0; i <= ArbitratedSnapshots.MOST_VIEWS; i++) {
            memory.snapshot(THEN.plusSeconds(i));
        }
        List<ExportVolume> views = new ArrayList<>();
        for (int i = 0; i < ArbitratedSnapshots.MOST_VIEWS; i++) {
            views.add(alice.asOf(THEN.plusSeconds(i)));
        }
        Instant last = THEN.plusSeconds(ArbitratedSnapshots.MOST_VIEWS);
        refusedOpen(Reason.TOO_MANY, () -> alice.asOf(last));
        bob.asOf(last).close();
        views.get(0).close();
        views.add(alice.asOf(last));
        for (ExportVolume view : views) {
            view.close();
        }
    }

    @Test
    void whatIsOpenThereCountsForTheUser() throws Exception {
        file("/f", "then");
        memory.snapshot(THEN);
        assertThat(export.ledgers().isEmpty()).isFalse();
        try (ExportVolume past = alice.asOf(THEN);
                OpenFile file = open(past, "/f", Access.READ)) {
            assertThat(export.opens()).hasSize(1);
        }
        alice.close();
        bob.close();
        assertThat(export.ledgers().isEmpty()).isTrue();
    }

    @Test
    void withoutSnapshotsThereAreNone() throws Exception {
        refusedOpen(Reason.NOT_FOUND, () -> alice.asOf(THEN));
        assertThat(snapshots(alice).times(path("/"))).isEmpty();
    }
}

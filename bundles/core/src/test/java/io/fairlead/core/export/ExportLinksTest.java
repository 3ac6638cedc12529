// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.Exports;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Links are followed by the Export: under its rules, never out of a session's root, and to one place in its tables. */
class ExportLinksTest extends ExportFixture {
    private final MemoryStorage memory = new MemoryStorage();

    @Override
    Storage storage() {
        return memory;
    }

    private static Symlinks links(Volume volume) {
        return volume.extension(Symlinks.class).orElseThrow();
    }

    @Test
    void aHiddenNameStaysHiddenBehindALink() throws Exception {
        file("/secret.key", "key");
        folder("/d");
        links(alice).create(path("/innocent"), "secret.key");
        links(alice).create(path("/d/way"), "../secret.key");
        try (ArbitratedExport hiding = Exports.over(below).hidden("secret*").build();
                ExportVolume carol = hiding.mount(Identity.of("carol"))) {
            assertThat(carol.attributes(path("/innocent"), Links.ITSELF).isLink())
                    .isTrue();
            for (String name : List.of("/innocent", "/d/way")) {
                refused(Reason.NOT_FOUND, () -> carol.attributes(path(name)));
                refusedOpen(Reason.NOT_FOUND, () -> carol.open(path(name), Open.read()));
                refusedOpen(Reason.ACCESS_DENIED, () -> carol.open(path(name), Open.replace()));
            }
            refused(Reason.ACCESS_DENIED, () -> links(carol).create(path("/new"), "secret.key"));
            refused(Reason.ACCESS_DENIED, () -> links(carol).create(path("/secrets"), "d"));
        }
        assertThat(text("/secret.key")).isEqualTo("key");
    }

    @Test
    void noLinkLeadsOutOfAHome() throws Exception {
        for (String folder : List.of("/homes", "/homes/carol", "/homes/carol/a", "/homes/dave")) {
            folder(folder);
        }
        file("/homes/dave/private", "dave's");
        file("/homes/carol/own", "carol's");
        links(alice).create(path("/homes/carol/absolute"), "/homes/dave/private");
        links(alice).create(path("/homes/carol/a/up"), "../own");
        links(alice).create(path("/homes/carol/a/relative"), "../../dave/private");
        links(alice).create(path("/homes/carol/inside"), "/homes/carol/own");
        Identity carol =
                new Identity("carol", Set.of(), path("/carol"), EnumSet.allOf(Right.class), Identity.Limits.NONE);
        try (ArbitratedExport homes =
                        Exports.over(below).subtree(path("/homes")).homes(true).build();
                ExportVolume volume = homes.mount(carol)) {
            for (String name : List.of("/absolute", "/a/relative")) {
                refused(Reason.ACCESS_DENIED, () -> volume.attributes(path(name)));
                refusedOpen(Reason.ACCESS_DENIED, () -> volume.open(path(name), Open.read()));
                refusedOpen(Reason.ACCESS_DENIED, () -> volume.open(path(name), Open.replace()));
                assertThat(volume.attributes(path(name), Links.ITSELF).isLink()).isTrue();
            }
            assertThat(Contents.text(volume, "/a/up")).isEqualTo("carol's");
            Contents.rename(volume, "/a/up", "/up", false);
            refused(Reason.ACCESS_DENIED, () -> volume.attributes(path("/up")));
            assertThat(Contents.text(volume, "/inside")).isEqualTo("carol's");
            assertThat(links(volume).target(path("/inside"))).isEqualTo("/own");
            assertThat(Contents.entries(volume, "/"))
                    .filteredOn(entry -> entry.name().equals("inside"))
                    .allMatch(entry -> entry.attributes().target().orElseThrow().equals("/own"));
            refused(Reason.ACCESS_DENIED, () -> links(volume).create(path("/out"), "../dave"));
            links(volume).create(path("/made"), "/own");
            assertThat(Contents.text(volume, "/made")).isEqualTo("carol's");
        }
        assertThat(links(alice).target(path("/homes/carol/made"))).isEqualTo("/homes/carol/own");
        assertThat(text("/homes/dave/private")).isEqualTo("dave's");
    }

    @Test
    void aRootMayBeReachedThroughALink() throws Exception {
        folder("/real");
        file("/real/a", "a");
        links(alice).create(path("/shown"), "real");
        try (ArbitratedExport subtree =
                        Exports.over(below).subtree(path("/shown")).build();
                ExportVolume volume = subtree.mount(Identity.of("carol"))) {
            assertThat(Contents.text(volume, "/a")).isEqualTo("a");
        }
    }

    @Test
    void anOpenThroughALinkIsAnOpenOfTheFile() throws Exception {
        file("/a", "content");
        links(alice).create(path("/l"), "a");
        try (OpenFile held = alice.open(path("/l"), request(NONE, Access.WRITE))) {
            assertThat(held.path()).isEqualTo(path("/a"));
            refusedOpen(Reason.IN_USE, () -> bob.open(path("/a"), Open.read()));
            refusedOpen(Reason.IN_USE, () -> bob.open(path("/l"), Open.read()));
            Contents.delete(bob, "/l");
        }
        assertThat(Contents.names(bob, "/")).containsExactly("a");
    }

    @Test
    void changesAreToldWhereTheyHappen() throws Exception {
        folder("/d");
        links(alice).create(path("/l"), "d");
        Queue<Change> seen = new ConcurrentLinkedQueue<>();
        try (var watch = bob.watch(path("/l"), false, seen::add)) {
            file("/l/a", "a");
            links(alice).create(path("/d/made"), "a");
            await(() -> seen.size() >= 2);
        }
        assertThat(seen)
                .contains(
                        Change.of(Change.Type.CREATED, path("/d/a"), Attributes.Kind.FILE),
                        Change.of(Change.Type.CREATED, path("/d/made"), Attributes.Kind.LINK));
    }

    @Test
    void makingALinkTakesTheRightToWrite() throws Exception {
        try (ExportVolume volume = export.mount(Identity.ANONYMOUS)) {
            refused(Reason.ACCESS_DENIED, () -> links(volume).create(path("/l"), "a"));
        }
        try (ArbitratedExport readOnly = Exports.over(below).readOnly(true).build();
                ExportVolume volume = readOnly.mount(Identity.of("carol"))) {
            refused(Reason.READ_ONLY, () -> links(volume).create(path("/l"), "a"));
        }
        assertThat(Contents.names(bob, "/")).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.NamePattern;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Exports;
import io.fairlead.testing.Contents;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Rights, read-only mode, hidden names, homes: decided before the storage is asked. */
class AccessTest extends ExportFixture {

    private static Identity user(Right... rights) {
        return new Identity("carol", Set.of(), VPath.ROOT, Set.of(rights), Identity.Limits.NONE);
    }

    private static Identity atHome(String home) {
        return new Identity("carol", Set.of(), path(home), EnumSet.allOf(Right.class), Identity.Limits.NONE);
    }

    @Test
    void eachActNeedsItsRight() throws Exception {
        folder("/d");
        file("/a", "x");
        try (ExportVolume reader = export.mount(user(Right.READ))) {
            assertThat(Contents.text(reader, "/a")).isEqualTo("x");
            reader.open(path("/a"), request(Disposition.OPEN_OR_CREATE, ALL, Access.READ))
                    .close();
            refused(Reason.ACCESS_DENIED, () -> reader.attributes(path("/a")));
            refusedOpen(Reason.ACCESS_DENIED, () -> reader.open(path("/d"), Open.list()));
            refusedOpen(Reason.ACCESS_DENIED, () -> reader.open(path("/d"), request(ALL, Access.READ)));
            refusedOpen(Reason.ACCESS_DENIED, () -> reader.watch(VPath.ROOT, true, change -> {}));
            refusedOpen(
                    Reason.ACCESS_DENIED,
                    () -> reader.open(path("/new"), request(Disposition.OPEN_OR_CREATE, ALL, Access.READ)));
            refusedOpen(Reason.ACCESS_DENIED, () -> reader.open(path("/a"), Open.replace()));
            refusedOpen(Reason.ACCESS_DENIED, () -> reader.open(path("/a"), Open.delete()));
            refusedOpen(Reason.ACCESS_DENIED, () -> reader.open(path("/a"), Open.attributes()));
            refusedOpen(
                    Reason.ACCESS_DENIED,
                    () -> reader.open(path("/a"), request(ALL, Access.READ).withTruncate()));
        }
        try (ExportVolume dropBox = export.mount(user(Right.WRITE))) {
            Contents.write(dropBox, "/dropped", "y");
            refusedOpen(Reason.ACCESS_DENIED, () -> dropBox.open(path("/dropped"), Open.read()));
            refusedOpen(Reason.ACCESS_DENIED, () -> dropBox.open(path("/"), Open.list()));
            refusedOpen(Reason.ACCESS_DENIED, () -> dropBox.open(path("/dropped"), Open.delete()));
        }
        try (ExportVolume remover = export.mount(user(Right.DELETE))) {
            Contents.rename(remover, "/dropped", "/b", false);
            Contents.delete(remover, "/b");
        }
        try (ExportVolume lister = export.mount(user(Right.LIST))) {
            assertThat(Contents.names(lister, "/")).containsExactlyInAnyOrder("a", "d");
            refusedOpen(Reason.ACCESS_DENIED, () -> lister.open(path("/a"), Open.read()));
        }
    }

    @Test
    void readOnlyRefusesEveryChange() throws Exception {
        file("/a", "x");
        try (ArbitratedExport readOnly =
                        Exports.over(below).name("ro").readOnly(true).build();
                ExportVolume volume = readOnly.mount(Identity.of("carol"))) {
            assertThat(readOnly.features()).doesNotContain(Feature.WRITE).contains(Feature.STABLE_IDS);
            assertThat(Contents.text(volume, "/a")).isEqualTo("x");
            volume.open(path("/a"), request(Disposition.OPEN_OR_CREATE, ALL, Access.READ))
                    .close();
            for (Open change : List.of(
                    Open.replace(),
                    Open.delete(),
                    Open.attributes(),
                    Open.createDirectory(),
                    Open.openOrCreate(Access.WRITE),
                    Open.openOrCreate(Access.APPEND))) {
                refusedOpen(Reason.READ_ONLY, () -> volume.open(path("/a"), change));
            }
            refusedOpen(
                    Reason.READ_ONLY,
                    () -> volume.open(path("/a"), request(ALL, Access.READ).withTruncate()));
            refusedOpen(
                    Reason.READ_ONLY,
                    () -> volume.open(path("/b"), request(Disposition.OPEN_OR_CREATE, ALL, Access.READ)));
        }
    }

    @Test
    void hiddenNamesAreNowhere() throws Exception {
        folder("/.git");
        file("/.git/config", "secret");
        file("/a.TMP", "secret");
        file("/a", "x");
        List<Change> heard = new CopyOnWriteArrayList<>();
        try (ArbitratedExport hiding =
                        Exports.over(below).hidden(".git", "*.tmp").build();
                ExportVolume volume = hiding.mount(Identity.of("carol"))) {
            assertThat(Contents.names(volume, "/")).containsExactly("a");
            refused(Reason.NOT_FOUND, () -> volume.attributes(path("/.git")));
            refused(Reason.PARENT_NOT_FOUND, () -> volume.attributes(path("/.git/config")));
            refusedOpen(Reason.NOT_FOUND, () -> volume.open(path("/a.tmp"), Open.read()));
            refusedOpen(Reason.NOT_FOUND, () -> volume.open(path("/a.TMP"), Open.delete()));
            refusedOpen(Reason.PARENT_NOT_FOUND, () -> volume.open(path("/.git/x"), Open.replace()));
            refusedOpen(Reason.ACCESS_DENIED, () -> volume.open(path("/b.tmp"), Open.replace()));
            refused(Reason.ACCESS_DENIED, () -> Contents.rename(volume, "/a", "/b.tmp", true));
            volume.watch(VPath.ROOT, true, heard::add);
            file("/b.tmp", "x");
            file("/c", "x");
            await(() -> !heard.isEmpty());
            assertThat(heard).containsExactly(Change.of(Change.Type.CREATED, path("/c"), Attributes.Kind.FILE));
            Contents.rename(alice, "/c", "/c.tmp", false);
            await(() -> heard.size() > 1);
            assertThat(heard.get(1)).isEqualTo(Change.of(Change.Type.DELETED, path("/c"), Attributes.Kind.FILE));
        }
        assertThat(text("/.git/config")).isEqualTo("secret");
    }

    @Test
    void listsOnPastHiddenNames() throws Exception {
        for (int i = 0; i < 50; i++) {
            file("/" + i + (i == 37 ? ".txt" : ".tmp"), "x");
        }
        try (ArbitratedExport hiding = Exports.over(below).hidden("*.tmp").build();
                ExportVolume volume = hiding.mount(Identity.of("carol"));
                OpenFile list = volume.open(VPath.ROOT, Open.list())) {
            assertThat(list.next(3)).singleElement().satisfies(entry -> assertThat(entry.name())
                    .isEqualTo("37.txt"));
            assertThat(list.next(3)).isEmpty();
        }
    }

    @Test
    void everybodyStaysAtHome() throws Exception {
        folder("/users");
        folder("/users/carol");
        file("/users/carol/a", "hers");
        file("/a", "not hers");
        try (ArbitratedExport homes =
                Exports.over(below).subtree(path("/users")).homes(true).build()) {
            try (ExportVolume volume = homes.mount(atHome("/carol"))) {
                assertThat(Contents.text(volume, "/a")).isEqualTo("hers");
                try (OpenFile file = volume.open(path("/a"), request(ALL, Access.DELETE))) {
                    file.rename(path("/b"), false);
                    assertThat(file.path()).isEqualTo(path("/b"));
                    assertThat(homes.opens()).singleElement().satisfies(info -> assertThat(info.path())
                            .isEqualTo("/carol/b"));
                    Contents.rename(alice, "/users/carol/b", "/elsewhere", false);
                    assertThat(file.path()).isEqualTo(path("/b")); // the last it may know
                }
                try (OpenFile root = volume.open(VPath.ROOT, request(ALL, Access.DELETE))) {
                    refused(Reason.ACCESS_DENIED, root::delete);
                }
                List<Change> heard = new CopyOnWriteArrayList<>();
                volume.watch(VPath.ROOT, true, heard::add);
                Contents.rename(alice, "/elsewhere", "/users/carol/back", false);
                await(() -> !heard.isEmpty());
                assertThat(heard).containsExactly(Change.of(Change.Type.CREATED, path("/back"), Attributes.Kind.FILE));
            }
            refusedOpen(Reason.NOT_FOUND, () -> homes.mount(atHome("/dave")));
            refusedOpen(Reason.NOT_FOUND, () -> homes.mount(atHome("/dave/below")));
            refusedOpen(Reason.NOT_FOUND, () -> homes.mount(atHome("/carol/back")));
        }
    }

    @Test
    void newRulesApplyToRunningSessions() throws Exception {
        file("/a", "x");
        export.configure(new ExportSettings("files", VPath.ROOT, true, false, List.of(NamePattern.ignoringCase("b*"))));
        refusedOpen(Reason.READ_ONLY, () -> alice.open(path("/a"), Open.replace()));
        refused(Reason.NOT_FOUND, () -> alice.attributes(path("/bbb")));
    }

    @Test
    void anExportHasAName() {
        assertThatThrownBy(() -> Exports.over(below).name(" ").build()).isInstanceOf(IllegalArgumentException.class);
    }
}

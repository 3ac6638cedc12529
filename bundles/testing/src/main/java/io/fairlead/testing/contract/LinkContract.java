// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Symbolic links: told of themselves, followed where that is asked for, and never walked through unasked. */
public interface LinkContract extends ContractFixture {
    /** Makes a link; skips the test for a storage without links. */
    default void link(String link, String target) throws Exception {
        needs(Feature.SYMLINKS, Feature.WRITE, Feature.DIRECTORIES);
        links().create(path(link), target);
    }

    private Symlinks links() {
        return volume().extension(Symlinks.class).orElseThrow();
    }

    private Attributes itself(String link) throws StorageException {
        return volume().attributes(path(link), Links.ITSELF);
    }

    private Attributes listed(String name) throws StorageException {
        return Contents.entries(volume(), "/").stream()
                .filter(entry -> entry.name().equals(name))
                .map(Entry::attributes)
                .findFirst()
                .orElseThrow();
    }

    @Test
    default void tellsOfALinkItself() throws Exception {
        link("/l", "a");
        file("/a", "content");
        for (Attributes link : List.of(itself("/l"), listed("l"))) {
            assertThat(link.kind()).isEqualTo(Attributes.Kind.LINK);
            assertThat(link.target()).contains("a");
            assertThat(link.size()).isEqualTo(1);
            assertThat(link.id())
                    .isNotEqualTo(Contents.attributes(volume(), "/a").id());
        }
        assertThat(links().target(path("/l"))).isEqualTo("a");
        assertThat(itself("/a").id())
                .isEqualTo(Contents.attributes(volume(), "/a").id());
        assertThat(itself("/a").target()).isEmpty();
        refused(() -> links().target(path("/a")), Reason.NOT_SUPPORTED);
        refused(() -> links().target(path("/none")), Reason.NOT_FOUND);
        refused(() -> itself("/none"), Reason.NOT_FOUND);
    }

    @Test
    default void followsALinkWhenNotAskedForItself() throws Exception {
        link("/l", "a");
        link("/twice", "l");
        file("/a", "content");
        for (String name : List.of("/l", "/twice")) {
            assertThat(Contents.attributes(volume(), name).kind()).isEqualTo(Attributes.Kind.FILE);
            assertThat(Contents.attributes(volume(), name).id())
                    .isEqualTo(Contents.attributes(volume(), "/a").id());
            holds(name, "content");
        }
    }

    @Test
    default void followsLinksOnTheWay() throws Exception {
        link("/l", "d/e");
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/d/e"), null)));
        Contents.write(volume(), "/l/a", "content");
        holds("/d/e/a", "content");
        lists("/l", "a");
        Contents.makeDirectory(volume(), "/l/new");
        Contents.rename(volume(), "/l/a", "/l/new/b", false);
        holds("/d/e/new/b", "content");
        Contents.delete(volume(), "/l/new/b");
        lists("/d/e/new");
        refused(() -> Contents.attributes(volume(), "/l/none/x"), Reason.PARENT_NOT_FOUND);
    }

    @Test
    default void readsTextsAsUnixDoes() throws Exception {
        link("/absolute", "/d/a");
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/d/a"), new byte[] {'a'})));
        link("/d/up", "../d/./a");
        link("/root", "/");
        holds("/absolute", "a");
        holds("/d/up", "a");
        holds("/root/d/up", "a");
        assertThat(itself("/absolute").target()).contains("/d/a");
        assertThat(itself("/d/up").target()).contains("../d/./a");
        assertThat(itself("/root").target()).contains("/");
    }

    @Test
    default void showsLinksThatLeadNowhere() throws Exception {
        link("/dangling", "nothing");
        link("/round", "round");
        for (String name : List.of("/dangling", "/round")) {
            assertThat(itself(name).isLink()).isTrue();
            assertThat(listed(name.substring(1)).isLink()).isTrue();
            refused(() -> Contents.attributes(volume(), name), Reason.NOT_FOUND);
            refused(() -> Contents.read(volume(), name), Reason.NOT_FOUND);
            refused(() -> Contents.attributes(volume(), name + "/x"), Reason.PARENT_NOT_FOUND, Reason.NOT_FOUND);
            Contents.rename(volume(), name, "/moved", false);
            Contents.delete(volume(), "/moved");
        }
        lists("/");
    }

    @Test
    default void deletesALinkItself() throws Exception {
        link("/l", "d");
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/d/a"), new byte[] {'a'})));
        refused(() -> volume().open(path("/l"), Open.delete(Open.Kind.DIRECTORY)), Reason.NOT_DIRECTORY);
        try (Node node = volume().open(path("/l"), Open.delete(Open.Kind.FILE))) {
            assertThat(node.attributes().target()).contains("d");
            node.delete();
            refused(node::delete, Reason.STALE);
        }
        lists("/", "d");
        holds("/d/a", "a");
    }

    @Test
    default void renamesALinkItself() throws Exception {
        link("/l", "a");
        file("/a", "content");
        file("/b", "other");
        Contents.rename(volume(), "/l", "/m", false);
        assertThat(itself("/m").target()).contains("a");
        holds("/m", "content");
        refused(() -> Contents.rename(volume(), "/b", "/m", false), Reason.EXISTS);
        Contents.rename(volume(), "/b", "/m", true);
        assertThat(itself("/m").isFile()).isTrue();
        holds("/a", "content");
        lists("/", "a", "m");
    }

    @Test
    default void deletesWhatALinkLeadsToWhenAskedTo() throws Exception {
        link("/l", "a");
        file("/a", "content");
        try (Node node = volume().open(path("/l"), open(Access.DELETE))) {
            node.delete();
        }
        lists("/", "l");
    }

    @Test
    default void createsThroughALinkButNotInItsPlace() throws Exception {
        link("/l", "new");
        Open create = new Open(EnumSet.of(Access.WRITE), Disposition.CREATE, Open.Kind.FILE);
        refused(() -> volume().open(path("/l"), create), Reason.EXISTS);
        refused(() -> volume().open(path("/l"), Open.createDirectory()), Reason.EXISTS);
        refused(() -> links().create(path("/l"), "x"), Reason.EXISTS);
        lists("/", "l");
        Contents.write(volume(), "/l", "uploaded");
        holds("/new", "uploaded");
        Contents.write(volume(), "/l", "again");
        holds("/new", "again");
        assertThat(itself("/l").target()).contains("new");
        Contents.delete(volume(), "/new");
        volume().open(path("/l"), Open.openOrCreate(Access.WRITE)).close();
        holds("/new", "");
        lists("/", "l", "new");
    }

    @Test
    default void givesNoContentOfALinkItself() throws Exception {
        link("/l", "a");
        file("/a", "content");
        for (Access access : List.of(Access.READ, Access.WRITE, Access.ATTRIBUTES)) {
            Open how = new Open(EnumSet.of(access), Disposition.OPEN, Open.Kind.ANY, Links.ITSELF);
            refused(() -> volume().open(path("/l"), how), Reason.ACCESS_DENIED);
        }
        Open look = new Open(Set.of(), Disposition.OPEN, Open.Kind.ANY, Links.ITSELF);
        try (Node node = volume().open(path("/l"), look)) {
            assertThat(node.attributes().target()).isEqualTo(itself("/l").target());
            assertThat(node.id()).isEqualTo(itself("/l").id());
        }
        try (Node node = volume().open(path("/a"), Open.delete())) {
            assertThat(node.attributes().isFile()).isTrue();
        }
    }

    @Test
    default void makesNoLinkThatLeadsOut() throws Exception {
        needs(Feature.SYMLINKS, Feature.WRITE, Feature.DIRECTORIES);
        directory("/d");
        for (String target : List.of("..", "../x", "../../x", "/../x", "d/../../x")) {
            refused(() -> links().create(path("/l"), target), Reason.ACCESS_DENIED);
        }
        refused(() -> links().create(path("/none/l"), "x"), Reason.PARENT_NOT_FOUND);
        lists("/", "d");
    }

    @Test
    default void refusesALinkThatWasMovedSoThatItLeadsOut() throws Exception {
        link("/l", "/d");
        directory("/d");
        link("/d/up", "../d");
        Contents.rename(volume(), "/d/up", "/up", false);
        assertThat(itself("/up").target()).contains("../d");
        refused(() -> Contents.attributes(volume(), "/up"), Reason.ACCESS_DENIED);
        refused(() -> Contents.entries(volume(), "/up"), Reason.ACCESS_DENIED);
        Contents.delete(volume(), "/up");
    }

    @Test
    default void stopsAtALinkWhereTheCallerFollows() throws Exception {
        link("/l", "d");
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/d/a"), new byte[] {'a'})));
        link("/d/up", "../x");
        try (Volume stopping = mount(LinkPolicy.STOP)) {
            encountered(() -> stopping.attributes(path("/l")), "/l", "/d", List.of());
            encountered(() -> stopping.attributes(path("/l/a"), Links.ITSELF), "/l", "/d", List.of("a"));
            encountered(() -> stopping.open(path("/l/a/b"), Open.read()), "/l", "/d", List.of("a", "b"));
            encountered(() -> stopping.open(path("/l"), Open.list()), "/l", "/d", List.of());
            encountered(() -> stopping.open(path("/d/up"), Open.replace()), "/d/up", "/x", List.of());
            encountered(() -> stopping.open(path("/d/up"), Open.openOrCreate(Access.WRITE)), "/d/up", "/x", List.of());
            try (Node node = stopping.open(path("/d/a"), Open.delete())) {
                encountered(() -> node.rename(path("/l/b"), false), "/l", "/d", List.of("b"));
                node.rename(path("/d/b"), false);
            }
            assertThat(stopping.attributes(path("/l"), Links.ITSELF).isLink()).isTrue();
            Contents.rename(stopping, "/l", "/m", false);
            Contents.delete(stopping, "/m");
        }
        lists("/d", "b", "up");
    }

    private void encountered(Call call, String link, String target, List<String> remaining) {
        LinkEncountered met = catchThrowableOfType(LinkEncountered.class, call::run);
        assertThat(met).as("stopped at a link").isNotNull();
        assertThat(met.link()).hasToString(link);
        assertThat(met.target()).contains(path(target));
        assertThat(met.remaining()).isEqualTo(remaining);
    }
}

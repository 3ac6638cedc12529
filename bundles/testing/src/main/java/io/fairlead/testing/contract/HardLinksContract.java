// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files with several names. */
public interface HardLinksContract extends ContractFixture {
    private HardLinks hardLinks() {
        needs(Feature.WRITE, Feature.DIRECTORIES, Feature.RANDOM_WRITE);
        return extension(Feature.HARD_LINKS, HardLinks.class);
    }

    private void link(String file, String name, boolean replace) throws StorageException {
        try (Node node = volume().open(path(file), open(Access.READ))) {
            hardLinks().link(node, path(name), replace);
        }
    }

    private Attributes attributes(String path) throws StorageException {
        return Contents.attributes(volume(), path);
    }

    @Test
    default void givesAFileMoreNames() throws Exception {
        hardLinks();
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/a"), new byte[] {'a'})));
        assertThat(attributes("/a").links()).isEqualTo(1);
        link("/a", "/d/b", false);
        link("/d/b", "/c", false);
        for (String name : List.of("/a", "/d/b", "/c")) {
            assertThat(attributes(name).id()).isEqualTo(attributes("/a").id());
            assertThat(attributes(name).links()).isEqualTo(3);
            holds(name, "a");
        }
        try (Node node = volume().open(path("/d/b"), open(Access.WRITE))) {
            node.write(ByteBuffer.wrap(new byte[] {'b'}), 0);
        }
        holds("/a", "b");
        lists("/", "a", "c", "d");
    }

    @Test
    default void keepsTheFileWhileItHasAName() throws Exception {
        hardLinks();
        file("/a", "content");
        link("/a", "/b", false);
        try (Node first = volume().open(path("/a"), open(Access.DELETE));
                Node second = volume().open(path("/b"), open(Access.DELETE))) {
            first.delete();
            refused(first::delete, Reason.STALE);
            refused(() -> first.rename(path("/c"), false), Reason.STALE);
            assertThat(second.attributes().links()).isEqualTo(1);
            second.rename(path("/a"), false);
        }
        holds("/a", "content");
        assertThat(attributes("/a").links()).isEqualTo(1);
        lists("/", "a");
    }

    @Test
    default void linksInTheWayOfOthers() throws Exception {
        hardLinks();
        populate(List.of(
                new Sample(path("/a"), new byte[] {'a'}),
                new Sample(path("/b"), new byte[] {'b'}),
                new Sample(path("/d"), null),
                new Sample(path("/f"), new byte[] {'f'})));
        refused(() -> link("/a", "/b", false), Reason.EXISTS);
        refused(() -> link("/a", "/d", false), Reason.EXISTS);
        refused(() -> link("/a", "/d", true), Reason.IS_DIRECTORY);
        refused(() -> link("/a", "/none/x", false), Reason.PARENT_NOT_FOUND);
        refused(() -> link("/a", "/f/x", false), Reason.NOT_DIRECTORY);
        refused(() -> link("/a", "/a", false), Reason.EXISTS);
        refused(() -> link("/d", "/e", false), Reason.IS_DIRECTORY);
        link("/a", "/a", true);
        assertThat(attributes("/a").links()).isEqualTo(1);
        holds("/b", "b");
        link("/a", "/b", true);
        holds("/b", "a");
        assertThat(attributes("/b").links()).isEqualTo(2);
        link("/a", "/b", true);
        assertThat(attributes("/b").links()).isEqualTo(2);
        lists("/", "a", "b", "d", "f");
    }

    @Test
    default void linksNothingThatHasNoName() throws Exception {
        hardLinks();
        file("/a", "content");
        try (Node node = volume().open(path("/a"), open(Access.READ))) {
            Contents.delete(volume(), "/a");
            refused(() -> hardLinks().link(node, path("/b"), false), Reason.STALE);
            file("/a", "another");
            refused(() -> hardLinks().link(node, path("/b"), false), Reason.STALE);
        }
        lists("/", "a");
    }

    @Test
    default void renamesOneNameOntoTheOther() throws Exception {
        hardLinks();
        file("/a", "content");
        link("/a", "/b", false);
        refused(() -> Contents.rename(volume(), "/a", "/b", false), Reason.EXISTS);
        Contents.rename(volume(), "/a", "/b", true);
        lists("/", "b");
        holds("/b", "content");
    }

    @Test
    default void uploadsOverOneNameOnly() throws Exception {
        hardLinks();
        file("/a", "content");
        link("/a", "/b", false);
        Contents.write(volume(), "/a", "uploaded");
        holds("/b", "content");
        assertThat(attributes("/a").links()).isEqualTo(1);
        assertThat(attributes("/b").links()).isEqualTo(1);
    }

    @Test
    default void sharesWhatHangsOnTheFile() throws Exception {
        hardLinks();
        Xattrs xattrs = extension(Feature.XATTRS, Xattrs.class);
        file("/a", "content");
        link("/a", "/b", false);
        try (Node node = volume().open(path("/a"), open(Access.ATTRIBUTES))) {
            xattrs.set(node, Map.of("x", new byte[] {1}));
        }
        Contents.delete(volume(), "/a");
        try (Node node = volume().open(path("/b"), open(Access.READ))) {
            assertThat(xattrs.get(node)).containsOnlyKeys("x");
        }
    }

    @Test
    default void linksBesideSymbolicLinks() throws Exception {
        hardLinks();
        Symlinks symlinks = extension(Feature.SYMLINKS, Symlinks.class);
        directory("/d");
        symlinks.create(path("/l"), "d");
        file("/a", "content");
        link("/a", "/l/b", false);
        holds("/d/b", "content");
        try (Volume stopping = mount(LinkPolicy.STOP);
                Node node = stopping.open(path("/a"), open(Access.READ))) {
            HardLinks there = extension(stopping, HardLinks.class).orElseThrow();
            LinkEncountered met =
                    catchThrowableOfType(LinkEncountered.class, () -> there.link(node, path("/l/c"), false));
            assertThat(met).as("stopped at a link").isNotNull();
            assertThat(met.link()).hasToString("/l");
        }
        refused(() -> link("/a", "/l", false), Reason.EXISTS);
        link("/a", "/l", true);
        assertThat(volume().attributes(path("/l"), Links.ITSELF).isFile()).isTrue();
        lists("/d", "b");
    }
}

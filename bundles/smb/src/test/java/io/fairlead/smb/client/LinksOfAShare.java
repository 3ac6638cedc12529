// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.SmallUploads;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Contents;
import io.fairlead.testing.contract.LinkContract;
import io.fairlead.testing.contract.LinkReplaceContract;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client's links against our own server, by the contract of storages that have them, as far as a client can keep it: every text is
 * told from the link's folder, none in listings, and the server may have followed before the client can stop.
 */
@Timeout(60)
abstract class LinksOfAShare implements LinkContract, LinkReplaceContract {
    @TempDir
    Path folder;

    private Served served;
    private SmbConnector connector;
    private RemoteStorage storage;
    private Volume volume;

    /** The share, by which it is decided who follows. */
    abstract String share();

    @BeforeEach
    void connect() throws Exception {
        served = new Served(folder, 0, given -> given);
        Files.createDirectories(root());
        connector = new SmbConnector();
        storage = connector.connect(
                URI.create("smb://127.0.0.1:" + served.port() + "/" + share() + "/root"), SmbClientStorageTest.ME);
        volume = mount();
    }

    @AfterEach
    void disconnect() throws Exception {
        volume.close();
        storage.close();
        connector.close();
        served.close();
    }

    /** Of the volume, on the server's disk. */
    final Path root() {
        return folder.resolve("files/root");
    }

    @Override
    public final Set<Feature> features() {
        Set<Feature> all = EnumSet.copyOf(storage.features());
        all.add(Feature.SYMLINKS); // the extension is there; that it can't stop is why it is not declared
        return all;
    }

    @Override
    public final Volume volume() {
        return volume;
    }

    @Override
    public final Volume mount() throws StorageException {
        return storage.mount(Identity.of("tester"));
    }

    @Override
    public final Volume mount(LinkPolicy policy) throws StorageException {
        return mount();
    }

    @Override
    public final void populate(List<Sample> samples) throws Exception {
        Contents.populate(volume, samples);
    }

    final Symlinks symlinks() {
        return volume.extension(Symlinks.class).orElseThrow();
    }

    final String target(String link) throws StorageException {
        return volume.attributes(path(link), Links.ITSELF).target().orElseThrow();
    }

    /** A server that follows by itself stops for nobody. */
    @Override
    public final void stopsAtALinkWhereTheCallerFollows() {}

    @Test
    @Override
    public void tellsOfALinkItself() throws Exception {
        link("/l", "a");
        file("/a", "content");
        var link = volume.attributes(path("/l"), Links.ITSELF);
        assertThat(link.isLink()).isTrue();
        assertThat(link.target()).contains("a");
        assertThat(link.size()).isEqualTo(1);
        assertThat(link.id()).isNotEqualTo(Contents.attributes(volume, "/a").id());
        assertThat(Contents.entries(volume, "/"))
                .filteredOn(entry -> entry.name().equals("l"))
                .singleElement()
                .matches(entry -> entry.attributes().isLink());
        assertThat(symlinks().target(path("/l"))).isEqualTo("a");
        refused(() -> symlinks().target(path("/a")), Reason.NOT_SUPPORTED);
        refused(() -> symlinks().target(path("/none")), Reason.NOT_FOUND);
    }

    @Test
    @Override
    public void readsTextsAsUnixDoes() throws Exception {
        directory("/d");
        file("/d/a", "a");
        link("/absolute", "/d/a");
        link("/d/up", "../d/./a");
        link("/root", "/");
        for (String name : List.of("/absolute", "/d/up", "/root/d/up")) {
            holds(name, "a");
        }
        assertThat(target("/absolute")).isEqualTo("d/a");
        assertThat(target("/d/up")).isEqualTo("../d/./a");
        assertThat(target("/root")).isEqualTo(".");
    }

    @Test
    @Override
    public void pointsALinkElsewhere() throws Exception {
        link("/l", "a");
        file("/a", "content of a");
        file("/b", "content of b");
        symlinks().replace(path("/l"), "b");
        assertThat(target("/l")).isEqualTo("b");
        holds("/l", "content of b");
        symlinks().replace(path("/l"), "/nowhere");
        assertThat(target("/l")).isEqualTo("nowhere");
        lists("/", "a", "b", "l");
    }

    /** Inside of the share, and outside of what the URL names. */
    @Test
    @Override
    public void refusesALinkThatWasMovedSoThatItLeadsOut() throws Exception {
        Files.createDirectory(folder.resolve("files/outside"));
        Files.writeString(folder.resolve("secret"), "secret");
        Files.createSymbolicLink(root().resolve("up"), Path.of("../../secret"));
        Files.createSymbolicLink(root().resolve("far"), folder.resolve("secret"));
        for (String name : List.of("/up", "/far")) {
            refused(() -> Contents.attributes(volume, name), Reason.ACCESS_DENIED);
            refused(() -> Contents.read(volume, name), Reason.ACCESS_DENIED);
            refused(() -> Contents.write(volume, name, "x"), Reason.ACCESS_DENIED);
            refused(() -> Contents.attributes(volume, name + "/x"), Reason.ACCESS_DENIED);
        }
        assertThat(folder.resolve("secret")).hasContent("secret");
        refused(() -> symlinks().create(path("/l"), "../outside"), Reason.ACCESS_DENIED);
        Contents.delete(volume, "/up");
        Contents.delete(volume, "/far");
        lists("/");
    }

    @Test
    void leavesNothingOfALinkThatCantBe() throws Exception {
        refused(() -> symlinks().create(path("/l"), "a?b"), Reason.NAME_INVALID);
        refused(() -> symlinks().create(path("/l"), "a\\b"), Reason.NAME_INVALID);
        refused(() -> symlinks().create(path("/"), "a"), Reason.EXISTS);
        lists("/");
    }

    /** Though nobody asks where an upload goes before there is content. */
    @Test
    void uploadsGoWhereLinksLead() throws Exception {
        directory("/d");
        file("/d/a", "a");
        link("/l", "d/a");
        link("/dangling", "d/b");
        link("/folder", "d");
        link("/twice", "folder/c");
        SmallUploads uploads = volume.extension(SmallUploads.class).orElseThrow();
        int number = 0;
        for (String name : List.of("/l", "/dangling", "/folder/new", "/twice", "/l", "/folder/new", "/twice")) {
            String content = "content " + number++;
            try (Node upload = uploads.open(path(name), () -> {})) {
                upload.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), 0);
            }
            holds(name, content);
        }
        refused(() -> uploads.open(path("/folder"), () -> {}).close(), Reason.IS_DIRECTORY);
        lists("/", "d", "l", "dangling", "folder", "twice");
        lists("/d", "a", "b", "c", "new");
        assertThat(root().resolve("l")).isSymbolicLink();
        assertThat(root().resolve("twice")).isSymbolicLink();
    }
}

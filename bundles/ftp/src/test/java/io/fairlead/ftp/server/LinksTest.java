// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links show as what they are; reading follows them, deleting and renaming do not. */
class LinksTest {
    private ServerFixture fixture;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        fixture = ServerFixture.start();
        fixture.makeDirectory("/d");
        fixture.write("/d/precious", "hello".getBytes(UTF_8));
        fixture.makeDirectory("/l");
        link("/l/file", "../d/precious");
        link("/l/folder", "/d");
        link("/l/up", "..");
        link("/l/dangling", "nothing");
        link("/l/round", "round");
        link("/l/odd", "b c\r\n250 x");
        client = fixture.login();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        fixture.close();
    }

    private void link(String link, String target) throws StorageException {
        try (Volume volume = fixture.storage.mount(Identity.of("fixture"))) {
            volume.extension(Symlinks.class).orElseThrow().create(VPath.of(link), target);
        }
    }

    @Test
    void listingsTellOfLinks() throws IOException {
        assertThat(client.text("LIST l").lines())
                .hasSize(6)
                .allMatch(line -> line.startsWith("lrwxrwxrwx "))
                .anyMatch(line -> line.endsWith(" file -> ../d/precious"))
                .anyMatch(line -> line.endsWith(" folder -> /d"))
                .anyMatch(line -> line.endsWith(" dangling -> nothing"))
                .anyMatch(line -> line.endsWith(" odd -> b c??250 x"));
        assertThat(client.text("MLSD l").lines())
                .hasSize(6)
                .anyMatch(line -> line.startsWith("type=OS.unix=slink:../d/precious;") && line.endsWith("; file"))
                .anyMatch(line -> line.startsWith("type=OS.unix=slink:round;") && line.endsWith("; round"))
                .anyMatch(line -> line.startsWith("type=OS.unix=symlink;") && line.endsWith("; odd"))
                .noneMatch(line -> line.contains("size="));
        assertThat(client.text("NLST l").lines()).hasSize(6);
        assertThat(client.text("LIST l/dangling")).startsWith("lrwx").endsWith(" dangling -> nothing\r\n");
        assertThat(client.text("LIST l/file")).startsWith("lrwx");
        assertThat(client.text("LIST -d l/folder")).startsWith("lrwx");
        assertThat(client.text("LIST l/folder")).startsWith("-rw").endsWith(" precious\r\n");
        assertThat(client.command("MLST l/folder", 250)).contains(" type=OS.unix=slink:/d;");
        assertThat(client.command("MLST l/folder/", 250)).contains(" type=dir;");
        assertThat(client.command("MLST l/dangling", 250)).contains(" type=OS.unix=slink:nothing;");
        assertThat(client.command("STAT l", 212)).contains(" dangling -> nothing");
    }

    @Test
    void useFollows() throws IOException {
        assertThat(client.text("RETR l/file")).isEqualTo("hello");
        assertThat(client.command("SIZE l/file", 213)).contains("213 5");
        client.command("MDTM l/file", 213);
        client.command("CWD l/folder", 250);
        assertThat(client.command("MLST", 250)).contains(" type=dir;");
        assertThat(client.text("RETR precious")).isEqualTo("hello");
        client.command("CWD /l/up/l/up", 250);
        assertThat(client.text("NLST").lines()).containsExactlyInAnyOrder("d", "l");
        for (String line : new String[] {"CWD /l/dangling", "CWD /l/round", "SIZE /l/round", "MDTM /l/dangling"}) {
            client.command(line, 550);
        }
    }

    @Test
    void deletingStopsAtTheLink() throws IOException {
        for (String name : new String[] {"file", "folder", "up", "dangling", "round"}) {
            client.command("RMD l/" + name, 550);
            client.command("DELE l/" + name, 250);
        }
        assertThat(fixture.names("/l")).containsExactly("odd");
        assertThat(fixture.read("/d/precious")).asString(UTF_8).isEqualTo("hello");
    }

    @Test
    void renamingMovesTheLink() throws IOException {
        for (String name : new String[] {"folder", "dangling"}) {
            client.command("RNFR l/" + name, 350);
            client.command("RNTO moved", 250);
            assertThat(client.text("LIST -d moved")).startsWith("lrwx");
            client.command("DELE moved", 250);
        }
        client.command("RNFR d/precious", 350);
        client.command("RNTO l/file", 250);
        assertThat(client.text("LIST l/file")).startsWith("-rw");
        assertThat(fixture.names("/d")).isEmpty();
    }
}

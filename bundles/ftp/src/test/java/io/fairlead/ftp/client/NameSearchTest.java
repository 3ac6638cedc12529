// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.ResumableUploads;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Conversation;
import io.fairlead.testing.ScriptedPeer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was left by uploads is looked for by a pattern, and in a whole list only where that shows nothing. */
class NameSearchTest {
    private static final String OLD = "modify=20010203040506;type=file;size=1; ";

    private final FtpConnector connector = new FtpConnector();

    @AfterEach
    void stop() {
        connector.close();
    }

    private static String part() throws StorageException {
        return PartName.fresh(VPath.of("/d/a.txt")).name();
    }

    private int removed(ScriptedPeer server) throws Exception {
        try {
            return connector
                    .connect(
                            URI.create("ftp://127.0.0.1:" + server.port() + "/"),
                            OurServer.ME.with(ConnectOptions.IO_TIMEOUT, Duration.ofSeconds(10)))
                    .mount(Identity.ANONYMOUS)
                    .extension(ResumableUploads.class)
                    .orElseThrow()
                    .removeLeft(VPath.of("/d"), Set.of("a.txt"), Duration.ofHours(1));
        } finally {
            server.await(); // which tells what it did not expect
        }
    }

    private static void names(Conversation peer, String pattern, String... names) throws IOException {
        peer.expectLine("CWD /d").send("250 in\r\n");
        try (Socket data = FtpScript.extendedPassive(peer)) {
            peer.expectLine("NLST " + Pattern.quote(pattern)).send("150 here\r\n");
            FtpScript.sendAndEnd(data, String.join("", names));
        }
        peer.send("226 done\r\n");
    }

    private static void refused(Conversation peer, String pattern) throws IOException {
        peer.expectLine("CWD /d").send("250 in\r\n");
        try (Socket data = FtpScript.extendedPassive(peer)) {
            peer.expectLine("NLST " + Pattern.quote(pattern)).send("550 no such file\r\n");
        }
    }

    private static void list(Conversation peer, String lines) throws IOException {
        try (Socket data = FtpScript.extendedPassive(peer)) {
            peer.expectLine("MLSD /d").send("150 here\r\n");
            FtpScript.sendAndEnd(data, lines);
        }
        peer.send("226 done\r\n");
    }

    @Test
    void whatIsFoundIsAskedForItsTimeAndRemoved() throws Exception {
        String old = part();
        String used = part();
        String others = PartName.fresh(VPath.of("/d/other")).name();
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            names(peer, ".fairlead-*.part", old + "\r\n", "/d/" + used + "\r\n", others + "\r\n");
            peer.expectLine("MLST /d/" + old).send("250-\r\n " + OLD + old + "\r\n250 end\r\n");
            peer.expectLine("MLST /d/" + used).send("550 gone\r\n");
            peer.expectLine("MLST /d").send("250-\r\n type=dir; /d\r\n250 end\r\n");
            peer.expectLine("DELE /d/" + old).send("250 gone\r\n");
        })) {
            assertThat(removed(server)).isEqualTo(1);
        }
    }

    @Test
    void whoRefusesOnlyANameThatIsNotThereTakesPatterns() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            names(peer, ".fairlead-*.part");
            refused(peer, ".fairlead-0.part");
        })) {
            assertThat(removed(server)).isZero();
        }
    }

    @Test
    void whoFindsTheNewFileByAPatternWouldFindOthers() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            names(peer, ".fairlead-*.part");
            names(peer, ".fairlead-0.part");
            names(peer, "a.tx?", "a.txt\r\n");
        })) {
            assertThat(removed(server)).isZero();
        }
    }

    @Test
    void whoFindsNothingByPatternsListsAll() throws Exception {
        String old = part();
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            refused(peer, ".fairlead-*.part");
            refused(peer, "a.tx?");
            list(peer, OLD + old + "\r\n" + OLD + "a.txt\r\n");
            peer.expectLine("DELE /d/" + old).send("250 gone\r\n");
        })) {
            assertThat(removed(server)).isEqualTo(1);
        }
    }

    @Test
    void whoListsEverythingForAPatternIsNotBelieved() throws Exception {
        String old = part();
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            names(peer, ".fairlead-*.part", "a.txt\r\n", "b.txt\r\n");
            list(peer, OLD + old + "\r\n" + OLD + "a.txt\r\n");
            peer.expectLine("DELE /d/" + old).send("250 gone\r\n");
        })) {
            assertThat(removed(server)).isEqualTo(1);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.ResumableUploads;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.ftp.client.connection.FtpOptions;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that go on where they were cut, and what was left by others. */
class FtpUploadsTest {
    private static final String WHOLE = "0123456789";

    private final FtpConnector connector = new FtpConnector();
    private OurServer server;
    private ControlTap tap;

    @BeforeEach
    void start() throws Exception {
        server = OurServer.start();
        tap = new ControlTap(server.port());
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
        tap.close();
        server.close();
    }

    private Volume mount(ConnectOptions options) throws StorageException {
        return connector.connect(tap.uri(), options).mount(Identity.ANONYMOUS);
    }

    private static ResumableUploads uploads(Volume volume) {
        return volume.extension(ResumableUploads.class).orElseThrow();
    }

    private static String part(String target) throws StorageException {
        return PartName.of(VPath.of(target), "source").toString();
    }

    private static long start(Node node) throws StorageException {
        return node.attributes().size();
    }

    private static void write(Node node, String text) throws StorageException {
        node.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), start(node));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnWhereTheOtherWasCut(boolean replaces) throws Exception {
        Volume volume = mount(OurServer.ME);
        Contents.write(volume, part("/a b"), "01234");
        if (replaces) {
            Contents.write(volume, "/a b", "old");
        }
        tap.takeVerbs();
        try (Node node = uploads(volume).resume(VPath.of("/a b"), "source", 10)) {
            assertThat(start(node)).isEqualTo(5);
            write(node, "56789");
            assertThat(start(node)).isEqualTo(10);
        }
        assertThat(tap.takeCommands()).contains("REST 5", "STOR " + part("/a b"));
        assertThat(Contents.text(volume, "/a b")).isEqualTo(WHOLE);
        assertThat(Contents.names(volume, "/")).containsExactly("a b");
    }

    @Test
    void anotherSourceBeginsAnew() throws Exception {
        Volume volume = mount(OurServer.ME);
        Contents.write(volume, part("/a"), "01234");
        try (Node node = uploads(volume).resume(VPath.of("/a"), "another", 10)) {
            assertThat(start(node)).isZero();
            write(node, WHOLE);
        }
        assertThat(Contents.text(volume, "/a")).isEqualTo(WHOLE);
        assertThat(Contents.exists(volume, part("/a"))).isTrue();
    }

    @Test
    void whatIsLongerThanTheSourceIsNotGoneOnWith() throws Exception {
        Volume volume = mount(OurServer.ME);
        Contents.write(volume, part("/a"), WHOLE + "x");
        try (Node node = uploads(volume).resume(VPath.of("/a"), "source", 10)) {
            assertThat(start(node)).isZero();
            write(node, WHOLE);
        }
        assertThat(Contents.text(volume, "/a")).isEqualTo(WHOLE);
    }

    @Test
    void whatIsNotWholeIsNotPublished() throws Exception {
        Volume volume = mount(OurServer.ME);
        Contents.write(volume, "/a", "old");
        Node node = uploads(volume).resume(VPath.of("/a"), "source", 10);
        write(node, "012");
        assertThatThrownBy(node::close).hasMessageContaining("has 3 bytes at the server, not 10");
        assertThat(Contents.text(volume, "/a")).isEqualTo("old");
        assertThat(Contents.names(volume, "/")).containsExactly("a");
    }

    @Test
    void whatIsGivenUpIsKept() throws Exception {
        Volume volume = mount(OurServer.ME);
        Contents.write(volume, "/a", "old");
        try (Node node = uploads(volume).resume(VPath.of("/a"), "source", 10)) {
            write(node, "012");
            node.abort();
        }
        assertThat(Contents.text(volume, "/a")).isEqualTo("old");
        assertThat(Contents.text(volume, part("/a"))).isEqualTo("012");
        try (Node node = uploads(volume).resume(VPath.of("/a"), "source", 10)) {
            write(node, "3456789");
        }
        assertThat(Contents.text(volume, "/a")).isEqualTo(WHOLE);
    }

    @Test
    void storesStraightAwayWhereThatIsAskedFor() throws Exception {
        Volume volume = mount(OurServer.ME.with(FtpOptions.UPLOAD, "direct"));
        Contents.write(volume, part("/a"), "01234");
        tap.takeVerbs();
        try (Node node = uploads(volume).resume(VPath.of("/a"), "source", 10)) {
            assertThat(start(node)).isZero();
            write(node, WHOLE);
        }
        assertThat(tap.takeCommands()).contains("STOR /a");
    }

    @Test
    void removesWhatIsOldAndOfTheseFiles() throws Exception {
        Volume volume = mount(OurServer.ME);
        Contents.makeDirectory(volume, "/d");
        VPath of = VPath.of("/d/a");
        String old = PartName.fresh(of).toString();
        String used = PartName.fresh(of).toString();
        String others = PartName.fresh(VPath.of("/d/other")).toString();
        String kept = PartName.of(of, "x").toString();
        for (String path : new String[] {old, used, others, kept, "/d/a", "/d/.fairlead-me.part"}) {
            Contents.write(volume, path, "x");
            if (!path.equals(used)) {
                try (Node node = volume.open(VPath.of(path), Open.attributes())) {
                    node.change(AttributeChanges.modified(Instant.now().minus(Duration.ofHours(2))));
                }
            }
        }
        assertThat(uploads(volume).removeLeft(VPath.of("/d"), Set.of("a", "b"), Duration.ofHours(1)))
                .isEqualTo(2);
        assertThat(Contents.names(volume, "/d"))
                .containsExactlyInAnyOrder(
                        VPath.of(used).name(), VPath.of(others).name(), "a", ".fairlead-me.part");
    }

    @Test
    void looksForWhatWasLeftWithoutAListOfAll() throws Exception {
        Volume volume = mount(OurServer.ME);
        Contents.makeDirectory(volume, "/d[1]");
        String old = PartName.fresh(VPath.of("/d[1]/a")).toString();
        Contents.write(volume, "/d[1]/a", "x");
        for (String expected :
                new String[] {"CWD NLST CWD NLST", "CWD NLST"}) { // the first time: does it take patterns?
            tap.takeVerbs();
            assertThat(uploads(volume).removeLeft(VPath.of("/d[1]"), Set.of("a"), Duration.ofHours(1)))
                    .isZero();
            assertThat(String.join(" ", tap.takeVerbs()).replace(" EPSV", "")).isEqualTo(expected);
        }
        Contents.write(volume, old, "x");
        try (Node node = volume.open(VPath.of(old), Open.attributes())) {
            node.change(AttributeChanges.modified(Instant.now().minus(Duration.ofHours(2))));
        }
        assertThat(uploads(volume).removeLeft(VPath.of("/d[1]"), Set.of("a"), Duration.ofHours(1)))
                .isEqualTo(1);
        assertThat(Contents.names(volume, "/d[1]")).containsExactly("a");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Pipes and sockets are listed and never opened: opening a pipe would wait for somebody at its other end. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class SpecialFileTest {
    @TempDir
    Path root;

    @Test
    void pipesAndSocketsAreNotOpened() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                Fixture fixture = Fixture.open(root)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
            for (String name : new String[] {"pipe", "socket"}) {
                VPath path = VPath.ROOT.child(name);
                assertThat(fixture.volume().attributes(path).kind()).isEqualTo(Kind.OTHER);
                for (Open how :
                        new Open[] {Open.read(), Open.openOrCreate(Access.APPEND), Open.replace(), Open.attributes()}) {
                    refused(Reason.ACCESS_DENIED, () -> fixture.volume().open(path, how));
                }
                refused(Reason.NOT_DIRECTORY, () -> fixture.volume().open(path.child("x"), Open.read()));
            }
            assertThat(Contents.entries(fixture.volume(), "/"))
                    .hasSize(2)
                    .allMatch(entry -> entry.attributes().kind() == Kind.OTHER);
            Contents.delete(fixture.volume(), "/pipe");
            Contents.delete(fixture.volume(), "/socket");
            assertThat(Contents.entries(fixture.volume(), "/")).isEmpty();
        }
    }
}

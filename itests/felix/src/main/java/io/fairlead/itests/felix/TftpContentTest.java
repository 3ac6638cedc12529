// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import io.fairlead.api.tftp.TftpContent;
import io.fairlead.api.tftp.TftpContentProvider;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** This bundle, as a host's, makes files for TFTP clients. */
class TftpContentTest extends FrameworkTest {
    private static final int ANSWER_MILLIS = 5000;

    @Test
    void aHostsBundleMakesFiles() throws Exception {
        framework.configure("io.fairlead.storage.memory", "boot", "name", "boot");
        framework.configure("io.fairlead.export", "boot", "name", "boot", "storage.target", "(storage.name=boot)");
        framework.configure(
                "io.fairlead.tftp.server", "boot", "name", "boot", "port", 0, "export.target", "(export.name=boot)");
        InetSocketAddress server = framework
                .service(FileServer.class, "(server.name=boot)")
                .addresses()
                .get(0);
        await().untilAsserted(() -> assertThat(read(server, "boot.ipxe")).isEqualTo("error 1"));

        ServiceRegistration<?> usual = publish("usual");
        await().untilAsserted(() -> assertThat(read(server, "boot.ipxe")).isEqualTo("usual for 127.0.0.1"));
        publish("elsewhere", Constants.SERVICE_RANKING, 2, TftpContentProvider.SERVER, "another");
        publish("better", Constants.SERVICE_RANKING, 1, TftpContentProvider.SERVER, "boot");
        await().untilAsserted(() -> assertThat(read(server, "boot.ipxe")).isEqualTo("better for 127.0.0.1"));
        assertThat(read(server, "other")).isEqualTo("error 1");
        framework.withdraw(usual);
        assertThat(read(server, "boot.ipxe")).isEqualTo("better for 127.0.0.1");
    }

    private ServiceRegistration<?> publish(String text, Object... properties) {
        TftpContentProvider provider = request -> request.file().equals("/boot.ipxe")
                ? Optional.of(TftpContent.of(
                        text + " for " + request.client().getAddress().getHostAddress()))
                : Optional.empty();
        return framework.publish(TftpContentProvider.class, provider, properties);
    }

    /** The content of a file of one block, or the error's code. RFC 1350 5. */
    private static String read(InetSocketAddress server, String file) throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            socket.setSoTimeout(ANSWER_MILLIS);
            byte[] request = ("\0\1" + file + "\0octet\0").getBytes(US_ASCII);
            socket.send(new DatagramPacket(request, request.length, server));
            var answer = new DatagramPacket(new byte[600], 600);
            socket.receive(answer);
            byte[] bytes = Arrays.copyOf(answer.getData(), answer.getLength());
            if (bytes[1] == 5) {
                return "error " + bytes[3];
            }
            byte[] acknowledgment = {0, 4, 0, 1};
            socket.send(new DatagramPacket(acknowledgment, 4, answer.getSocketAddress()));
            return new String(bytes, 4, bytes.length - 4, US_ASCII);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.testing.Conversation;
import io.fairlead.testing.ScriptedPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What scripted FTP servers say again and again. */
final class FtpScript {
    private FtpScript() {}

    /** Greets and lets the client in, with the features of a usual server. */
    static Conversation login(Conversation peer) throws IOException {
        return login(peer, "MLST type*;size*;modify*;", "MFMT", "EPSV", "REST STREAM", "SIZE");
    }

    static Conversation login(Conversation peer, String... features) throws IOException {
        peer.send("220 ready\r\n").expectLine("USER me").send("331 password\r\n");
        peer.expectLine("PASS secret").send("230 in\r\n").expectLine("FEAT").send("211-Features:\r\n");
        for (String feature : features) {
            peer.send(" " + feature + "\r\n");
        }
        return peer.send("211 End\r\n")
                .expectLine("TYPE I")
                .send("200 ok\r\n")
                .expectLine("PWD")
                .send("257 \"/\" is it\r\n");
    }

    /** Answers who finds out whether files can be renamed. */
    static Conversation renamable(Conversation peer, String name) throws IOException {
        return peer.expectLine("RNFR " + name)
                .send("350 and?\r\n")
                .expectLine("RNTO")
                .send("501 no\r\n");
    }

    /** Answers EPSV and gives the client's data connection. */
    static Socket extendedPassive(Conversation peer) throws IOException {
        try (ServerSocket listener = ScriptedPeer.listen()) {
            peer.expectLine("EPSV").send("229 go (|||" + listener.getLocalPort() + "|)\r\n");
            return listener.accept();
        }
    }

    static void sendAndEnd(Socket data, String text) throws IOException {
        try (data;
                OutputStream out = data.getOutputStream()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}

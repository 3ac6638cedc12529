// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A control connection by hand, for sessions that must outlive what happens around them. */
final class FtpControl implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final BufferedReader in;

    private FtpControl(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    static FtpControl connect(int port) throws IOException {
        return new FtpControl(new Socket("127.0.0.1", port));
    }

    /** Logged in, and TYPE I set. */
    static FtpControl login(int port) throws IOException {
        FtpControl control = connect(port);
        control.readLine();
        control.command("USER me");
        String reply = control.command("PASS secret");
        if (!reply.startsWith("230")) {
            throw new IOException(reply);
        }
        control.command("TYPE I");
        return control;
    }

    /** Sends a command and returns its one-line reply. */
    String command(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return readLine();
    }

    /** The next line; null at the end. */
    String readLine() throws IOException {
        return in.readLine();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.rehearsal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Answers like an FTP server with one file, on a free port of the loopback; it keeps nothing. */
final class StandIn implements AutoCloseable {
    private static final String CONTENT = "content";
    private static final String FACTS = "Type=file;Size=" + CONTENT.length() + ";Modify=20200102030405; ";

    private final ServerSocket control;
    private final ServerSocket data;

    StandIn() throws IOException {
        control = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        data = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        daemon(this::accept);
    }

    String url() {
        return "ftp://me:secret@127.0.0.1:" + control.getLocalPort() + "/";
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket session = control.accept();
                daemon(() -> serve(session));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket session) {
        try (session;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(session.getInputStream(), StandardCharsets.US_ASCII))) {
            OutputStream out = session.getOutputStream();
            send(out, "220 ready\r\n");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                answer(line, out);
            }
        } catch (IOException e) {
            // the client went
        }
    }

    private void answer(String line, OutputStream out) throws IOException {
        switch (line.split(" ")[0].toUpperCase(Locale.ROOT)) {
            case "USER" -> send(out, "331 password\r\n");
            case "PASS" -> send(out, "230 in\r\n");
            case "FEAT" ->
                send(out, "211-\r\n UTF8\r\n SIZE\r\n MDTM\r\n EPSV\r\n MLST Type*;Size*;Modify*;\r\n211 .\r\n");
            case "PWD" -> send(out, "257 \"/\"\r\n");
            case "EPSV" -> send(out, "229 (|||" + data.getLocalPort() + "|)\r\n");
            case "SIZE" -> send(out, "213 " + CONTENT.length() + "\r\n");
            case "MDTM" -> send(out, "213 20200102030405\r\n");
            case "MLST" ->
                send(out, "250-\r\n " + (line.endsWith("file") ? FACTS + "file" : "Type=dir; /") + "\r\n250 .\r\n");
            case "RNFR" -> send(out, "350 to\r\n");
            case "MLSD" -> transfer(out, FACTS + "file\r\n");
            case "RETR" -> transfer(out, CONTENT);
            case "STOR" -> transfer(out, "");
            case "QUIT" -> send(out, "221 bye\r\n");
            default -> send(out, "200 well\r\n");
        }
    }

    private void transfer(OutputStream out, String content) throws IOException {
        send(out, "150 now\r\n");
        try (Socket connection = data.accept()) {
            send(connection.getOutputStream(), content);
            connection.shutdownOutput();
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
        send(out, "226 done\r\n");
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        control.close();
        data.close();
    }
}

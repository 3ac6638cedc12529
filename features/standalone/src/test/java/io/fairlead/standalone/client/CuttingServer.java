// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An FTP server with one file, {@code /file}, that cuts the first transfers half-way, with their control connections. */
final class CuttingServer implements AutoCloseable {
    private static final int HALF_OF_UPLOADS = 100_000;

    private final ServerSocket control = listen();
    private final ServerSocket data = listen();
    private final byte[] content;
    private final AtomicInteger cuts;
    private final AtomicInteger busy = new AtomicInteger();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile byte[] stored = new byte[0];

    CuttingServer(byte[] content, int cuts) throws IOException {
        this.content = content;
        this.cuts = new AtomicInteger(cuts);
        daemon(() -> {
            while (true) {
                Socket session = control.accept();
                daemon(() -> serve(session));
            }
        });
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // closed, by the test or on purpose
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Has it refuse the next log-ins. */
    void beBusy(int times) {
        busy.set(times);
    }

    String url() {
        return "ftp://me:secret@127.0.0.1:" + control.getLocalPort() + "/file";
    }

    /** What clients said, passwords left out. */
    List<String> commands() {
        return commands;
    }

    /** What was uploaded whole. */
    byte[] stored() {
        return stored;
    }

    private void serve(Socket session) throws IOException {
        try (session;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(session.getInputStream(), StandardCharsets.US_ASCII))) {
            OutputStream out = session.getOutputStream();
            if (busy.getAndDecrement() > 0) {
                say(out, "421 too many users");
                return;
            }
            say(out, "220 ready");
            long from = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.split(" ")[0].toUpperCase(Locale.ROOT);
                commands.add(verb.equals("PASS") ? verb : line);
                if (verb.equals("REST")) {
                    from = Long.parseLong(line.substring(5).strip());
                }
                answer(verb, line, (int) from, out);
                from = verb.equals("REST") ? from : 0;
            }
        }
    }

    private void answer(String verb, String line, int from, OutputStream out) throws IOException {
        String facts = "Type=file;Size=" + content.length + ";Modify=20200102030405; file";
        switch (verb) {
            case "USER" -> say(out, "331 password");
            case "PASS" -> say(out, "230 in");
            case "FEAT" ->
                say(out, "211-\r\n REST STREAM\r\n SIZE\r\n MDTM\r\n EPSV\r\n MLST Type*;Size*;Modify*;\r\n211 .");
            case "PWD" -> say(out, "257 \"/\"");
            case "EPSV" -> say(out, "229 (|||" + data.getLocalPort() + "|)");
            case "SIZE" -> say(out, "213 " + content.length);
            case "MDTM" -> say(out, "213 20200102030405");
            case "MLST" -> say(out, "250-\r\n " + (line.endsWith("file") ? facts : "Type=dir; /") + "\r\n250 .");
            case "REST", "RNFR" -> say(out, "350 go on");
            case "RETR" -> send(Arrays.copyOfRange(content, from, content.length), out);
            case "MLSD" -> send((facts + "\r\n").getBytes(StandardCharsets.US_ASCII), out);
            case "STOR" -> receive(out);
            default -> say(out, "200 well");
        }
    }

    private void send(byte[] bytes, OutputStream out) throws IOException {
        say(out, "150 now");
        try (Socket connection = data.accept()) {
            boolean cut = bytes.length > 1000 && cuts.getAndDecrement() > 0;
            connection.getOutputStream().write(bytes, 0, cut ? bytes.length / 2 : bytes.length);
            if (cut) {
                throw new IOException("cut");
            }
        }
        say(out, "226 done");
    }

    private void receive(OutputStream out) throws IOException {
        say(out, "150 now");
        try (Socket connection = data.accept()) {
            if (cuts.getAndDecrement() > 0) {
                connection.getInputStream().readNBytes(HALF_OF_UPLOADS);
                throw new IOException("cut");
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            connection.getInputStream().transferTo(all);
            stored = all.toByteArray();
        }
        say(out, "226 done");
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        control.close();
        data.close();
    }
}

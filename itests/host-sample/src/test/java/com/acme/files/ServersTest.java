// SPDX-License-Identifier: Apache-2.0
package com.acme.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.auth.NtHash;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.export.ChangeReader;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.Exports;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.ftp.server.FtpServer;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.smb.client.SmbConnector;
import io.fairlead.smb.server.SmbServer;
import io.fairlead.tftp.server.TftpServer;
import io.fairlead.tftp.server.WritePolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Storage and accounts behind an FTP, a TFTP and an SMB server, as clients see them. */
class ServersTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration SOON = Duration.ofSeconds(30);

    private final String url = "jdbc:h2:mem:servers" + NUMBER.incrementAndGet();
    private VersionedStorage storage;
    private Accounts accounts;
    private ArbitratedExport export;
    private SocketEndpoints endpoints;
    private FtpServer ftp;
    private TftpServer tftp;
    private SmbServer smb;

    @BeforeEach
    void serve() throws Exception {
        storage = new VersionedStorage(url);
        accounts = new Accounts(url, LoginThrottle.NONE);
        char[] secret = "secret".toCharArray();
        sql("insert into account values('bob', 'salt', '" + Accounts.hash(secret, "salt") + "', '"
                + NtHash.of(secret).hex() + "', true, true)");
        export = Exports.over(storage).build();
        endpoints = new SocketEndpoints();
        ftp = FtpServer.builder(endpoints, export)
                .authenticator(accounts)
                .address(ANY)
                .start();
        tftp = TftpServer.builder(endpoints, export)
                .address(ANY)
                .writes(WritePolicy.REPLACE)
                .start();
        smb = SmbServer.builder(endpoints)
                .share("files", export)
                .authenticator(accounts)
                .address(ANY)
                .start();
    }

    @AfterEach
    void stop() {
        ftp.close();
        tftp.close();
        smb.close();
        endpoints.close();
        export.close();
        accounts.stop();
        storage.withdraw();
    }

    private void sql(String statement) throws Exception {
        try (Database database = new Database(url)) {
            database.update(statement);
        }
    }

    private String content(Volume volume, String path) throws Exception {
        try (Node node = volume.open(VPath.of(path), Open.read())) {
            ByteBuffer into = ByteBuffer.allocate(1000);
            while (node.read(into, into.position()) > 0) {
                // until the end
            }
            return new String(into.array(), 0, into.position(), UTF_8);
        }
    }

    @Test
    void uploadsByFtpAndTftpMakeVersions() throws Exception {
        try (Ftp bob = new Ftp(ftp);
                ExportVolume host = export.mount(Identity.of("host"))) {
            bob.store("a", "one");
            bob.store("a", "two");
            tftpStore("a", "three");
            assertThat(content(host, "/a")).isEqualTo("three");
            assertThat(storage.versions("/a")).hasSize(2);
            bob.command("RNFR a", 350);
            bob.command("RNTO b", 250);
            bob.command("DELE b", 250);
            assertThat(storage.versions("/b")).hasSize(1);
        }
    }

    /** A program that replaces the whole file, and one that writes into it. */
    @Test
    void writesBySmbMakeVersions() throws Exception {
        ConnectOptions options =
                ConnectOptions.NONE.with(ConnectOptions.USER, "bob").with(ConnectOptions.PASSWORD, "secret");
        URI uri = URI.create("smb://127.0.0.1:" + port(smb.addresses()) + "/files");
        try (SmbConnector connector = new SmbConnector();
                RemoteStorage remote = connector.connect(uri, options);
                Volume bob = remote.mount(Identity.ANONYMOUS)) {
            smbWrite(bob, Open.replace(), "one");
            smbWrite(bob, Open.replace(), "two");
            smbWrite(bob, Open.openOrCreate(Open.Access.WRITE), "2");
            assertThat(content(bob, "/a")).isEqualTo("2wo");
            assertThat(storage.versions("/a")).hasSize(2);
            sql("update account set enabled=false");
            await(() -> isOut(bob));
        }
    }

    private static void smbWrite(Volume volume, Open how, String content) throws Exception {
        try (Node node = volume.open(VPath.of("/a"), how)) {
            node.write(ByteBuffer.wrap(content.getBytes(UTF_8)), 0);
        }
    }

    private static boolean isOut(Volume volume) {
        try {
            volume.attributes(VPath.of("/a"));
            return false;
        } catch (StorageException e) {
            return true;
        }
    }

    /** An index that is slower than its writers: it sees each change once, in order, for they wait for it. */
    @Test
    void anIndexFollowsEveryChange() throws Exception {
        int files = 200;
        Map<VPath, String> index = new HashMap<>();
        try (ExportVolume host = export.mount(Identity.of("index"));
                ChangeReader changes = host.changes(VPath.ROOT, true, 8, Duration.ofMinutes(1));
                Ftp bob = new Ftp(ftp)) {
            CompletableFuture<Void> byFtp = CompletableFuture.runAsync(() -> write(files, i -> bob.store("f" + i, "x" + i)));
            CompletableFuture<Void> byTftp = CompletableFuture.runAsync(() -> write(files, i -> tftpStore("t" + i, "x" + i)));
            List<String> seen = new ArrayList<>();
            while (seen.size() < 2 * files) {
                List<Change> taken = changes.take(5, SOON);
                assertThat(taken).as("after %d", seen.size()).isNotEmpty();
                for (Change change : taken) {
                    assertThat(change.type()).isEqualTo(Change.Type.CREATED);
                    seen.add(change.path().name());
                    index.put(change.path(), content(host, change.path().toString()));
                }
            }
            CompletableFuture.allOf(byFtp, byTftp).get();
            assertThat(changes.take(1, Duration.ZERO)).isEmpty();
            for (String by : List.of("f", "t")) {
                assertThat(seen.stream().filter(name -> name.startsWith(by)))
                        .containsExactlyElementsOf(names(by, files));
            }
        }
        assertThat(index).hasSize(2 * files);
        assertThat(index.get(VPath.of("/f7"))).isEqualTo("x7");
    }

    private static List<String> names(String by, int files) {
        return java.util.stream.IntStream.range(0, files).mapToObj(i -> by + i).toList();
    }

    private interface Store {
        void file(int number) throws Exception;
    }

    private static void write(int files, Store store) {
        for (int i = 0; i < files; i++) {
            try {
                store.file(i);
            } catch (Exception e) {
                throw new IllegalStateException("file " + i, e);
            }
        }
    }

    @Test
    void whoIsDisabledInTheTableIsOutAtOnce() throws Exception {
        try (Ftp bob = new Ftp(ftp)) {
            AtomicInteger folder = new AtomicInteger();
            bob.command("MKD d0", 257);
            sql("update account set writes=false");
            await(() -> bob.ask("MKD d" + folder.incrementAndGet()).startsWith("550"));
            sql("update account set enabled=false");
            await(() -> {
                String reply = bob.ask("NOOP");
                return reply == null || reply.startsWith("421");
            });
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(ftp.addresses()))) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            in.readLine();
            socket.getOutputStream().write("USER bob\r\nPASS secret\r\n".getBytes(US_ASCII));
            assertThat(in.readLine()).startsWith("331");
            assertThat(in.readLine()).startsWith("530");
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        for (long end = System.nanoTime() + SOON.toNanos(); !condition.holds(); ) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static int port(List<InetSocketAddress> addresses) {
        return addresses.get(0).getPort();
    }

    /** A file of one block, RFC 1350 4. */
    private void tftpStore(String name, String content) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout((int) SOON.toMillis());
            byte[] request = ("\0\2" + name + "\0octet\0").getBytes(US_ASCII);
            socket.send(new DatagramPacket(request, request.length, tftp.addresses().get(0)));
            DatagramPacket answer = new DatagramPacket(new byte[600], 600);
            socket.receive(answer);
            byte[] block = ("\0\3\0\1" + content).getBytes(US_ASCII);
            socket.send(new DatagramPacket(block, block.length, answer.getSocketAddress()));
            socket.receive(answer);
            assertThat(answer.getData()[1]).as("ACK").isEqualTo((byte) 4);
        }
    }

    /** Bob, logged in. */
    private static final class Ftp implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Ftp(FtpServer server) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port(server.addresses()));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            assertThat(in.readLine()).startsWith("220");
            command("USER bob", 331);
            command("PASS secret", 230);
        }

        String ask(String line) throws IOException {
            try {
                socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
                return in.readLine();
            } catch (java.net.SocketException e) {
                return null; // it was closed
            }
        }

        String command(String line, int code) throws IOException {
            String reply = ask(line);
            assertThat(reply).as(line).startsWith(String.valueOf(code));
            return reply;
        }

        void store(String name, String content) throws IOException {
            String passive = command("EPSV", 229);
            int port = Integer.parseInt(passive.replaceAll(".*\\|(\\d+)\\|.*", "$1"));
            try (Socket data = new Socket(InetAddress.getLoopbackAddress(), port)) {
                command("STOR " + name, 150);
                data.getOutputStream().write(content.getBytes(UTF_8));
            }
            assertThat(in.readLine()).startsWith("226");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

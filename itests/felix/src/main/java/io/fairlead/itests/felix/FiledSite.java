// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import io.fairlead.api.server.FileServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A folder served by FTP, TFTP or SMB, made of files as a person writes them and nothing else; all of them have one name. Each
 * method writes its file anew, with the lines {@code key = value} that are given and those that bind everything together.
 */
final class FiledSite {
    static final String TFTP = "io.fairlead.tftp.server";
    static final String SMB = "io.fairlead.smb.server";
    static final String SHARE = "io.fairlead.smb.share";

    static final String NAME = "filed";

    private final Framework framework;
    private final Path scratch;
    private final Path folder;
    private final int port;

    FiledSite(Framework framework, Path scratch) throws IOException {
        this.framework = framework;
        this.scratch = scratch;
        this.folder = Files.createDirectory(scratch.resolve("served"));
        this.port = freePort();
    }

    Path folder() {
        return folder;
    }

    /** Of the server. */
    int port() {
        return port;
    }

    /** Storage, export and users with every key at its default. */
    FiledSite files() throws IOException {
        storage();
        export();
        users();
        return this;
    }

    void storage(String... lines) throws IOException {
        write(FtpSite.STORAGE, Map.of("name", NAME, "path", folder.toString()), lines);
    }

    void export(String... lines) throws IOException {
        write(FtpSite.EXPORT, Map.of("name", NAME, "storage.target", "(storage.name=" + NAME + ")"), lines);
    }

    void users(String... lines) throws IOException {
        Path users = scratch.resolve("users");
        if (!Files.exists(users)) {
            Files.writeString(users, FtpSite.ACCOUNT);
        }
        write(FtpSite.USERS, Map.of("name", NAME, "file", users.toString()), lines);
    }

    /** The accounts, for {@link #users}. */
    void accounts(String text) throws IOException {
        Files.writeString(scratch.resolve("users"), text);
    }

    FileServer ftp(String... lines) throws IOException {
        Map<String, String> own = new LinkedHashMap<>(bound());
        own.put("authenticator.target", "(authenticator.name=" + NAME + ")");
        write(FtpSite.SERVER, own, lines);
        return server("ftp");
    }

    FileServer tftp(String... lines) throws IOException {
        write(TFTP, bound(), lines);
        return server("tftp");
    }

    FileServer smb(String... lines) throws IOException {
        Map<String, String> own = Map.of(
                "name",
                NAME,
                "port",
                String.valueOf(port),
                "authenticator.target",
                "(authenticator.name=" + NAME + ")");
        write(SMB, own, lines);
        return server("smb");
    }

    void share(String... lines) throws IOException {
        write(SHARE, Map.of("name", "filed", "export.target", "(export.name=" + NAME + ")"), lines);
    }

    /** The shared folder as a client sees it. */
    SmbClient client() {
        return new SmbClient(port, NAME);
    }

    private Map<String, String> bound() {
        return Map.of("name", NAME, "port", String.valueOf(port), "export.target", "(export.name=" + NAME + ")");
    }

    /** The one that runs now. */
    FileServer server(String protocol) {
        return framework.service(FileServer.class, "(&(server.name=" + NAME + ")(server.protocol=" + protocol + "))");
    }

    private void write(String pid, Map<String, String> own, String... lines) throws IOException {
        Map<String, String> values = new LinkedHashMap<>(own);
        for (String line : lines) {
            values.put(line.substring(0, line.indexOf('=')).strip(), line.substring(line.indexOf('=') + 1));
        }
        List<String> text = new ArrayList<>();
        values.forEach((key, value) -> text.add(key + " =" + (value.startsWith(" ") ? "" : " ") + value));
        framework.writeFile(pid, NAME, text);
    }

    FtpPeer login() throws IOException {
        return FtpPeer.login(port, "alice", "secret");
    }

    Path file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** What TFTP answers to a read, or {@code error CODE TEXT}. */
    String read(String name) throws IOException {
        try (TftpPeer peer = TftpPeer.read(port, name)) {
            return peer.answer();
        }
    }

    /**
     * Sends one packet to the TFTP server and gives its first answer as text with NULs as {@code |}; empty if there is none
     * within a second.
     */
    String ask(InetAddress from, int fromPort, String packet) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(fromPort, from)) {
            byte[] bytes = packet.replace('|', '\0').getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(1000);
            DatagramPacket answer = new DatagramPacket(new byte[65_536], 65_536);
            socket.receive(answer);
            String text =
                    new String(answer.getData(), 0, answer.getLength(), java.nio.charset.StandardCharsets.ISO_8859_1);
            return text.replace('\0', '|');
        } catch (SocketTimeoutException silence) {
            return "";
        }
    }

    /** {@link #ask} from any port of 127.0.0.1. */
    String ask(String packet) throws IOException {
        return ask(InetAddress.getLoopbackAddress(), 0, packet);
    }

    /** A port free for TCP and UDP. */
    private static int freePort() throws IOException {
        while (true) {
            int port = FtpSite.freePort();
            try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (java.net.BindException taken) {
                continue;
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.ftp.server.FtpServer;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.smb.protocol.ChangeNotifyRequest;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.LeaseAcknowledgment;
import io.fairlead.smb.protocol.LeaseBreak;
import io.fairlead.smb.protocol.LeaseContext;
import io.fairlead.smb.protocol.LeaseState;
import io.fairlead.smb.protocol.LockRequest;
import io.fairlead.smb.protocol.LockRequest.Element;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockLevel;
import io.fairlead.smb.protocol.WriteRequest;
import io.fairlead.testing.Tools;
import io.fairlead.tftp.server.TftpServer;
import io.fairlead.tftp.server.WritePolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One file, three protocols over one Export: what curl does by FTP and TFTP breaks leases of SMB clients and honours their
 * share modes and locks, and the other way round.
 */
@Timeout(120)
class ThreeProtocolsTest {
    private static final int READ = LeaseState.READ_CACHING;
    private static final int HANDLE = LeaseState.HANDLE_CACHING;
    private static final int WRITE = LeaseState.WRITE_CACHING;
    private static final int SHARE_ALL = 7;
    private static final String OLD = "old";

    @TempDir
    Path folder;

    private final SocketEndpoints endpoints = new SocketEndpoints();
    private final UUID key = UUID.randomUUID();
    private Served served;
    private FtpServer ftp;
    private TftpServer tftp;
    private SmbPeer smb;

    @BeforeEach
    void serve() throws Exception {
        Tools.require("curl");
        served = new Served(folder, 0, UnaryOperator.identity());
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ftp = FtpServer.builder(endpoints, served.export())
                .authenticator(served.users())
                .address(any)
                .start();
        tftp = TftpServer.builder(endpoints, served.export())
                .writes(WritePolicy.REPLACE)
                .address(any)
                .start();
        Files.writeString(folder.resolve("files/a.txt"), OLD);
        Files.writeString(folder.resolve("new"), "new");
        smb = SmbPeer.connected(served);
    }

    @AfterEach
    void stop() throws Exception {
        if (smb != null) {
            smb.close();
        }
        if (served != null) {
            tftp.close();
            ftp.close();
            served.close();
        }
        endpoints.close();
    }

    private String url(String protocol, String file) {
        return protocol.equals("ftp")
                ? "ftp://" + Served.USER + ":" + Served.PASSWORD + "@127.0.0.1:"
                        + ftp.addresses().get(0).getPort() + "/" + file
                : "tftp://127.0.0.1:" + tftp.addresses().get(0).getPort() + "/" + file;
    }

    /** Exit status 0 and the content, or another one and what curl says. */
    private Tools.Result get(String protocol) {
        // not more than SIZE has told, curl would else read
        return Tools.run("curl", "-sS", "--ignore-content-length", "--max-time", "30", url(protocol, "a.txt"));
    }

    private Tools.Result put(String protocol) {
        return Tools.run(
                "curl", "-sS", "--max-time", "30", "-T", folder.resolve("new").toString(), url(protocol, "a.txt"));
    }

    private static CreateRequest open(int access, int share, CreateContext... contexts) {
        int level = contexts.length == 0 ? OplockLevel.NONE : OplockLevel.LEASE;
        return new CreateRequest(level, 2, access, 0, share, 3, 0x40, "a.txt", List.of(contexts));
    }

    private FileId opened(CreateRequest request) throws IOException {
        SmbPeer.Answer answer = smb.ask(Command.CREATE, request);
        assertThat(answer.status()).isZero();
        return CreateResponse.decode(answer.body()).fileId();
    }

    private FileId leased() throws IOException {
        var lease = new LeaseContext(true, key, READ | HANDLE | WRITE, 0, new UUID(0, 0), 0);
        FileId file = opened(open(0x12019f, SHARE_ALL, new CreateContext(CreateContext.LEASE, lease.encode())));
        assertThat(served.export().opens()).singleElement().satisfies(info -> assertThat(info.caching())
                .hasSize(3));
        return file;
    }

    private int closed(FileId file) throws IOException {
        return smb.ask(Command.CLOSE, new CloseRequest(0, file)).status();
    }

    private void acknowledge(int kept) throws IOException {
        assertThat(smb.ask(Command.OPLOCK_BREAK, new LeaseAcknowledgment(0, key, kept))
                        .status())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp", "tftp"})
    void aDownloadGetsWhatAnSmbClientHeldBack(String protocol) throws Exception {
        FileId file = leased();
        var download = CompletableFuture.supplyAsync(() -> get(protocol));
        LeaseBreak told = LeaseBreak.decode(smb.receive().body());
        assertThat(told.newState()).isEqualTo(READ | HANDLE);
        assertThat(download).isNotDone();
        ByteBuffer late = StandardCharsets.UTF_8.encode("written back");
        assertThat(smb.ask(Command.WRITE, new WriteRequest(0, file, 0, 0, late)).status())
                .isZero();
        acknowledge(READ | HANDLE);
        assertThat(download.get(30, TimeUnit.SECONDS).succeeded().out()).isEqualTo("written back");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp", "tftp"})
    void anUploadEndsWhatAnSmbClientKeeps(String protocol) throws Exception {
        FileId file = leased();
        var upload = CompletableFuture.supplyAsync(() -> put(protocol));
        LeaseBreak told = LeaseBreak.decode(smb.receive().body());
        assertThat(upload).isNotDone();
        assertThat(told.currentState()).isEqualTo(READ | HANDLE | WRITE);
        acknowledge(told.newState());
        while (told.newState() != 0 && !upload.isDone()) { // told in steps, each after the answer to the one before
            told = LeaseBreak.decode(smb.receive().body());
            if ((told.flags() & LeaseBreak.ACK_REQUIRED) != 0) {
                acknowledge(told.newState());
            }
        }
        upload.get(30, TimeUnit.SECONDS).succeeded();
        assertThat(folder.resolve("files/a.txt")).hasContent("new");
        assertThat(closed(file)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp", "tftp"})
    void whatAnSmbClientHasToItselfIsRefused(String protocol) throws Exception {
        FileId file = opened(open(0x12019f, 0));
        assertThat(get(protocol).exitCode()).isNotZero();
        assertThat(put(protocol).exitCode()).isNotZero();
        assertThat(folder.resolve("files/a.txt")).hasContent(OLD);
        assertThat(closed(file)).isZero();
        assertThat(get(protocol).succeeded().out()).isEqualTo(OLD);
        put(protocol).succeeded();
        assertThat(folder.resolve("files/a.txt")).hasContent("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp", "tftp"})
    void whatAnSmbClientSharesForReadingIsRead(String protocol) throws Exception {
        FileId file = opened(open(0x12019f, 1));
        assertThat(get(protocol).succeeded().out()).isEqualTo(OLD);
        assertThat(put(protocol).exitCode()).isNotZero();
        assertThat(closed(file)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp", "tftp"})
    void whatAnSmbClientHasLockedIsNotRead(String protocol) throws Exception {
        FileId file = opened(open(0x12019f, SHARE_ALL));
        assertThat(lock(file, Element.EXCLUSIVE | Element.FAIL_IMMEDIATELY)).isZero();
        assertThat(get(protocol).exitCode()).isNotZero();
        assertThat(lock(file, Element.UNLOCK)).isZero();
        assertThat(get(protocol).succeeded().out()).isEqualTo(OLD);
    }

    private int lock(FileId file, int flags) throws IOException {
        return smb.ask(Command.LOCK, new LockRequest(0, 0, file, List.of(new Element(0, 10, flags))))
                .status();
    }

    /** A download that has begun: its client does not read on. */
    @ParameterizedTest
    @ValueSource(strings = {"ftp"})
    void whoHasAFileToItselfWaitsForADownload(String protocol) throws Exception {
        Files.write(folder.resolve("files/a.txt"), new byte[20_000_000]);
        Process slow = new ProcessBuilder(
                        "curl", "-sS", "--limit-rate", "1k", "-o", "/dev/null", url(protocol, "a.txt"))
                .start();
        try {
            await().until(() -> !served.export().opens().isEmpty());
            assertThat(smb.ask(Command.CREATE, open(0x12019f, 0)).status())
                    .isEqualTo(NtStatus.SHARING_VIOLATION.code());
            FileId shared = opened(open(0x120089, SHARE_ALL));
            assertThat(closed(shared)).isZero();
        } finally {
            slow.destroyForcibly();
        }
        await().untilAsserted(() ->
                assertThat(smb.ask(Command.CREATE, open(0x12019f, 0)).status()).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp", "tftp"})
    void anUploadIsToldToWhoWatchesTheFolder(String protocol) throws Exception {
        FileId root = CreateResponse.decode(smb.ask(
                                Command.CREATE,
                                new CreateRequest(OplockLevel.NONE, 2, 0x120089, 0, SHARE_ALL, 1, 1, "", List.of()))
                        .body())
                .fileId();
        assertThat(smb.ask(Command.CHANGE_NOTIFY, new ChangeNotifyRequest(0, 4096, root, 0x1ff))
                        .status())
                .isEqualTo(NtStatus.PENDING.code());
        put(protocol).succeeded();
        SmbPeer.Answer told = smb.receive();
        assertThat(told.status()).isZero();
        assertThat(new String(told.message(), StandardCharsets.UTF_16LE)).contains("a.txt");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.acl.Sid;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.UserQuotas;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.core.Exports;
import io.fairlead.core.quota.QuotaSettings;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.fscc.FileSystemInformation;
import io.fairlead.smb.fscc.QuotaInformation;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.FileTimesAndSizes;
import io.fairlead.smb.protocol.InfoType;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Tools;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What users are told of their quotas, [MS-SMB2] 3.3.5.20.4: by hand and by Samba's smbcquotas. */
@Timeout(60)
class UserQuotaTest {
    private static final String QUOTA = "$Extend\\$Quota:$Q:$INDEX_ALLOCATION";
    private static final String HOST = "127.0.0.45";
    private static final int LIMIT = 1_000_000;
    private static final Sid ALICE = Sid.ofAccount("alice");
    private static final Sid BOB = Sid.ofAccount("bob");

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private Export homes;
    private Served served;
    private SmbPeer peer;

    @BeforeEach
    void serve() throws Exception {
        UsersFile accounts = UsersFile.load(folder.resolve("users"));
        for (String name : List.of("alice", "bob", "boss", "guest")) {
            String options = (name.equals("guest") ? "" : "home=/" + name)
                    + (name.equals("boss") ? " groups=administrators" : "");
            accounts.add(
                    name,
                    (name + "-Passw0rd").toCharArray(),
                    UserOptions.parse(options).withNtlm(true));
        }
        accounts.save();
        try (Volume volume = storage.mount(Identity.of("tester"))) {
            for (String home : List.of("/alice", "/bob", "/boss")) {
                Contents.makeDirectory(volume, home);
            }
            Contents.write(volume, "/alice/f", new byte[12_345]);
            Contents.write(volume, "/bob/f", new byte[500]);
        }
        homes = Exports.over(storage)
                .name("homes")
                .homes(true)
                .quota(new QuotaSettings(0, 0, LIMIT, 0, Duration.ZERO))
                .build();
        served = new Served(folder, 0, UnaryOperator.identity(), builder -> builder.share("homes", homes));
        countedFor("alice", 12_345);
        countedFor("bob", 500);
        countedFor("boss", 0);
    }

    /** The user was here, and is known to have stored so much. */
    private void countedFor(String user, long bytes) throws StorageException {
        Identity identity =
                new Identity(user, Set.of(), VPath.of("/" + user), EnumSet.allOf(Right.class), Identity.Limits.NONE);
        try (ExportVolume volume = homes.mount(identity)) {
            await().until(() -> volume.quotas().orElseThrow().uses().equals(List.of(new UserQuotas.Use(user, bytes))));
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (peer != null) {
            peer.close();
        }
        served.close();
        ((AutoCloseable) homes).close();
    }

    private void connect(String user) throws IOException {
        peer = new SmbPeer(served.port());
        peer.negotiate(Dialect.SMB_3_1_1);
        peer.login(user, user + "-Passw0rd");
        peer.connectTree("\\\\server\\homes");
    }

    private SmbPeer.Answer create(String name, int disposition) throws IOException {
        return peer.ask(Command.CREATE, new CreateRequest(0, 2, 0x2019f, 0, 3, disposition, 0, name, List.of()));
    }

    private FileId quotaFile() throws IOException {
        SmbPeer.Answer answer = create(QUOTA, CreateDisposition.OPEN);
        assertThat(answer.status()).isZero();
        CreateResponse file = CreateResponse.decode(answer.body());
        assertThat(file.file()).isEqualTo(new FileTimesAndSizes(0, 0, 0, 0, 0, 0, 0x36)); // as NTFS tells it
        return file.fileId();
    }

    private SmbPeer.Answer query(FileId file, int type, int informationClass, byte[] input, int most)
            throws IOException {
        return peer.ask(Command.QUERY_INFO, new QueryInfoRequest(type, informationClass, most, 0, 0, file, input));
    }

    private SmbPeer.Answer quotas(FileId file, boolean single, boolean restart, int most, Sid... of)
            throws IOException {
        var list = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < of.length; i++) {
            boolean last = i == of.length - 1;
            list.u32(last ? 0 : 8 + of[i].length()).u32(of[i].length()).bytes(encoded(of[i]));
        }
        byte[] sids = list.toBytes();
        var query = new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u8(single ? 1 : 0)
                .u8(restart ? 1 : 0)
                .u16(0)
                .u32(sids.length)
                .u32(0)
                .u32(0)
                .bytes(sids);
        return query(file, InfoType.QUOTA, 0, query.toBytes(), most);
    }

    private static byte[] encoded(Sid sid) {
        ByteBuffer bytes = ByteBuffer.allocate(sid.length()).order(ByteOrder.LITTLE_ENDIAN);
        sid.encode(bytes);
        return bytes.array();
    }

    private static byte[] output(SmbPeer.Answer answer) {
        assertThat(answer.status()).isZero();
        ByteBuffer message = ByteBuffer.wrap(answer.message()).order(ByteOrder.LITTLE_ENDIAN);
        byte[] output = new byte[message.getInt(64 + 4)];
        message.get(message.getShort(64 + 2), output);
        return output;
    }

    private static QuotaInformation entry(Sid sid, long used) {
        return new QuotaInformation(sid, used, QuotaInformation.NONE, LIMIT);
    }

    private static byte[] list(QuotaInformation... entries) {
        return QuotaInformation.encode(List.of(entries));
    }

    private static void refused(NtStatus status, SmbPeer.Answer answer) {
        assertThat(answer.status()).isEqualTo(status.code());
    }

    @Test
    void tellsAUserOfItsOwn() throws Exception {
        connect("alice");
        FileId file = quotaFile();
        assertThat(output(quotas(file, true, true, 4096, ALICE))).isEqualTo(list(entry(ALICE, 12_345)));
        assertThat(output(quotas(file, false, true, 4096))).isEqualTo(list(entry(ALICE, 12_345)));
        refused(NtStatus.ACCESS_DENIED, quotas(file, true, true, 4096, BOB));
        refused(NtStatus.NO_MORE_ENTRIES, quotas(file, false, false, 4096));
    }

    @Test
    void tellsAnAdministratorOfAll() throws Exception {
        connect("boss");
        FileId file = quotaFile();
        QuotaInformation boss = entry(Sid.ofAccount("boss"), 0);
        assertThat(output(quotas(file, false, true, 4096)))
                .isEqualTo(list(entry(ALICE, 12_345), entry(BOB, 500), boss));
        assertThat(output(quotas(file, false, false, 4096, BOB, ALICE)))
                .isEqualTo(list(entry(BOB, 500), entry(ALICE, 12_345)));
        Sid nobody = Sid.ofAccount("nobody");
        assertThat(output(quotas(file, true, true, 4096, nobody)))
                .isEqualTo(list(new QuotaInformation(nobody, 0, 0, 0)));
    }

    @Test
    void listsPieceByPiece() throws Exception {
        connect("boss");
        FileId file = quotaFile();
        List<byte[]> told = new ArrayList<>();
        SmbPeer.Answer answer = quotas(file, true, true, 4096);
        while (answer.status() == 0) {
            told.add(output(answer));
            answer = quotas(file, true, false, 4096);
        }
        refused(NtStatus.NO_MORE_ENTRIES, answer);
        assertThat(told).hasSize(3);
        assertThat(told.get(1)).isEqualTo(list(entry(BOB, 500)));
        int room = entry(ALICE, 0).bytes();
        assertThat(output(quotas(file, false, true, room))).isEqualTo(list(entry(ALICE, 12_345)));
        refused(NtStatus.BUFFER_TOO_SMALL, quotas(file, false, true, room - 1));
        refused(NtStatus.INVALID_PARAMETER, query(file, InfoType.QUOTA, 0, new byte[15], 4096));
    }

    @Test
    void whoHasNoHomeHasNoQuota() throws Exception {
        connect("guest");
        FileId file = quotaFile();
        Sid guest = Sid.ofAccount("guest");
        assertThat(output(quotas(file, true, true, 4096, guest)))
                .isEqualTo(list(new QuotaInformation(guest, 0, QuotaInformation.NONE, QuotaInformation.NONE)));
        refused(NtStatus.NO_MORE_ENTRIES, quotas(file, false, true, 4096));
    }

    @Test
    void tellsOfTheVolume() throws Exception {
        connect("alice");
        FileId file = quotaFile();
        ByteBuffer control = ByteBuffer.wrap(
                        output(query(file, InfoType.FILESYSTEM, FileSystemInformation.CONTROL, new byte[0], 48)))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(control.getLong(32)).as("DefaultQuotaLimit").isEqualTo(LIMIT);
        assertThat(control.getInt(40)).as("FILE_VC_QUOTA_ENFORCE").isEqualTo(2);
        ByteBuffer size = ByteBuffer.wrap(
                        output(query(file, InfoType.FILESYSTEM, FileSystemInformation.FULL_SIZE, new byte[0], 32)))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(size.getLong(0)).as("TotalAllocationUnits").isEqualTo(LIMIT / 4096);
        assertThat(size.getLong(8)).as("CallerAvailable").isEqualTo((LIMIT - 12_345) / 4096);
        ByteBuffer attributes = ByteBuffer.wrap(
                        output(query(file, InfoType.FILESYSTEM, FileSystemInformation.ATTRIBUTE, new byte[0], 64)))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(attributes.getInt(0) & FileSystemInformation.VOLUME_QUOTAS).isNotZero();
    }

    @Test
    void nobodySetsThem() throws Exception {
        connect("boss");
        FileId file = quotaFile();
        for (int type : new int[] {InfoType.QUOTA, InfoType.FILESYSTEM}) {
            int informationClass = type == InfoType.QUOTA ? 0 : FileSystemInformation.CONTROL;
            SmbPeer.Answer set = peer.ask(
                    Command.SET_INFO, new SetInfoRequest(type, informationClass, 0, file, list(entry(ALICE, 1))));
            refused(NtStatus.ACCESS_DENIED, set);
        }
        refused(NtStatus.ACCESS_DENIED, create(QUOTA, CreateDisposition.OVERWRITE_IF));
    }

    @Test
    void withoutQuotasOfUsersThereIsNoneToTell() throws Exception {
        connect("alice");
        peer.connectTree("\\\\server\\share");
        refused(NtStatus.OBJECT_NAME_INVALID, create(QUOTA, CreateDisposition.OPEN));
        FileId root = CreateResponse.decode(
                        peer.ask(Command.CREATE, new CreateRequest(0, 2, 0x81, 0, 3, 1, 1, "", List.of()))
                                .body())
                .fileId();
        refused(NtStatus.NOT_SUPPORTED, quotas(root, true, true, 4096, ALICE));
        refused(
                NtStatus.NOT_SUPPORTED,
                peer.ask(Command.SET_INFO, new SetInfoRequest(InfoType.QUOTA, 0, 0, root, new byte[0])));
    }

    /** It knows no other port, so the server must get that one, on an address of its own. */
    @Test
    void smbcquotasTellsThem() throws Exception {
        Tools.require("smbcquotas");
        try (SocketEndpoints endpoints = new SocketEndpoints()) {
            SmbServer server = onPortOfSmb(endpoints);
            try {
                assertThat(smbcquotas("alice").succeeded().out())
                        .contains(ALICE.toString())
                        .containsPattern(" 12345/18446744073709551615/ +1000000\\b");
                assertThat(smbcquotas("alice", "-F").succeeded().out()).contains("1000000");
                String all = smbcquotas("boss", "-L").succeeded().out();
                assertThat(all).contains(ALICE.toString(), BOB.toString());
                assertThat(all.lines().filter(line -> line.contains("/ "))).hasSize(3);
                Tools.Result set = smbcquotas("boss", "-S", "UQLIM:alice:5/10");
                assertThat(set.exitCode()).isNotZero();
                assertThat(set.out() + set.err()).contains("NT_STATUS_ACCESS_DENIED");
            } finally {
                server.close(true);
            }
        }
    }

    private SmbServer onPortOfSmb(SocketEndpoints endpoints) {
        try {
            return SmbServer.builder(endpoints)
                    .authenticator(served.users())
                    .address(new InetSocketAddress(HOST, 445))
                    .share("homes", homes)
                    .settings(given -> given.withName("quotas").withDrain(Duration.ofSeconds(5)))
                    .start();
        } catch (IOException e) {
            return Assumptions.abort("smbcquotas connects to port 445 only, which can't be had: " + e.getMessage());
        }
    }

    private static Tools.Result smbcquotas(String user, String... options) {
        List<String> line = new ArrayList<>(List.of(
                "smbcquotas", "//" + HOST + "/homes", "-s", "/dev/null", "-n", "-U", user + "%" + user + "-Passw0rd"));
        line.addAll(List.of(options));
        return Tools.run(line.toArray(new String[0]));
    }
}

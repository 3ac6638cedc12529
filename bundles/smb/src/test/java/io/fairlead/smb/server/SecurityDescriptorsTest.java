// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.acl.Ace;
import io.fairlead.api.acl.Acl;
import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.acl.Sid;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.InfoType;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.QueryDirectoryRequest;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.protocol.TreeConnectResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Security descriptors over the wire. */
@Timeout(60)
class SecurityDescriptorsTest {
    private static final int CREATE = 2;
    private static final int OPEN = 1;
    private static final int OPEN_IF = 3;
    private static final int OVERWRITE = 4;
    private static final Sid OWNER = Sid.ofAccount(Served.USER);
    private static final SecurityDescriptor READABLE = dacl(Ace.allow(OWNER, AccessMask.READ, 0));

    @TempDir
    Path folder;

    private Served served;
    private SmbPeer peer;
    private SmbPeer other;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        peer = SmbPeer.connected(served);
        other = new SmbPeer(served.port());
        other.negotiate(peer.dialect);
        other.login("torture2", "Passw0rd!2");
        other.connectTree("\\\\server\\share");
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        other.close();
        served.close();
    }

    private static SecurityDescriptor dacl(Ace... entries) {
        return SecurityDescriptor.of(null, null, Acl.of(entries));
    }

    private static SmbPeer.Answer create(SmbPeer by, String name, int access, int disposition, CreateContext... with)
            throws IOException {
        return by.ask(Command.CREATE, new CreateRequest(0, 2, access, 0, 7, disposition, 0, name, List.of(with)));
    }

    private static FileId opened(SmbPeer by, String name, int access, int disposition, CreateContext... with)
            throws IOException {
        SmbPeer.Answer answer = create(by, name, access, disposition, with);
        assertThat(answer.status()).isZero();
        return CreateResponse.decode(answer.body()).fileId();
    }

    private static SmbPeer.Answer query(SmbPeer by, FileId file, int parts, int most) throws IOException {
        return by.ask(
                Command.QUERY_INFO, new QueryInfoRequest(InfoType.SECURITY, 0, most, parts, 0, file, new byte[0]));
    }

    private static SecurityDescriptor queried(SmbPeer by, FileId file, int parts) throws Exception {
        SmbPeer.Answer answer = query(by, file, parts, 4096);
        assertThat(answer.status()).isZero();
        ByteBuffer output = ByteBuffer.wrap(answer.message()).order(ByteOrder.LITTLE_ENDIAN);
        byte[] bytes = new byte[output.getInt(64 + 4)];
        output.position(output.getShort(64 + 2)).get(bytes);
        return SecurityDescriptor.decode(bytes);
    }

    private static int set(SmbPeer by, FileId file, int parts, byte[] descriptor) throws IOException {
        return by.ask(Command.SET_INFO, new SetInfoRequest(InfoType.SECURITY, 0, parts, file, descriptor))
                .status();
    }

    private static CreateContext security(SecurityDescriptor descriptor) {
        return new CreateContext(CreateContext.SECURITY_DESCRIPTOR, descriptor.encode());
    }

    private FileId protect(String name, SecurityDescriptor by) throws IOException {
        FileId file = opened(peer, name, AccessMask.ALL, OPEN_IF);
        assertThat(set(peer, file, SecurityDescriptor.DACL, by.encode())).isZero();
        return file;
    }

    private static int status(NtStatus status) {
        return status.code();
    }

    @Test
    void tellsWhatWasSet() throws Exception {
        FileId file = protect("a", READABLE);
        SecurityDescriptor told = queried(peer, file, 7);
        assertThat(told.owner()).isEqualTo(OWNER);
        assertThat(told.group()).isEqualTo(Sid.USERS);
        assertThat(told.dacl()).isEqualTo(READABLE.dacl());
        assertThat(queried(peer, file, 0).dacl()).isNull();
    }

    @Test
    void tellsHowMuchRoomItTakes() throws Exception {
        FileId file = protect("a", READABLE);
        SmbPeer.Answer answer = query(peer, file, SecurityDescriptor.DACL, 10);
        assertThat(answer.status()).isEqualTo(status(NtStatus.BUFFER_TOO_SMALL));
        int needed =
                ByteBuffer.wrap(answer.message()).order(ByteOrder.LITTLE_ENDIAN).getInt(64 + 8);
        assertThat(needed)
                .isEqualTo(queried(peer, file, SecurityDescriptor.DACL).encode().length);
    }

    @Test
    void keepsOthersOut() throws Exception {
        protect("a", READABLE);
        assertThat(create(other, "a", AccessMask.READ_DATA, OPEN).status()).isEqualTo(status(NtStatus.ACCESS_DENIED));
        assertThat(create(other, "a", AccessMask.READ_ATTRIBUTES, OPEN).status())
                .isZero(); // by the folder
        assertThat(create(other, "a", AccessMask.DELETE, OPEN).status()).isZero(); // as well
        assertThat(create(peer, "a", AccessMask.WRITE_DATA, OPEN).status()).isEqualTo(status(NtStatus.ACCESS_DENIED));
        assertThat(create(peer, "a", AccessMask.READ_DATA, OVERWRITE).status())
                .isEqualTo(status(NtStatus.ACCESS_DENIED));
        assertThat(create(peer, "a", AccessMask.GENERIC_READ | AccessMask.WRITE_DAC, OPEN)
                        .status())
                .isZero();
    }

    @Test
    void givesAllThatIsAllowed() throws Exception {
        protect("a", READABLE);
        SmbPeer.Answer answer = create(
                peer,
                "a",
                AccessMask.MAXIMUM_ALLOWED,
                OPEN,
                new CreateContext(CreateContext.MAXIMAL_ACCESS, new byte[0]));
        CreateResponse opened = CreateResponse.decode(answer.body());
        int expected = AccessMask.READ | AccessMask.WRITE_DAC | AccessMask.DELETE;
        CreateContext told = opened.contexts().get(0);
        assertThat(ByteBuffer.wrap(told.data()).order(ByteOrder.LITTLE_ENDIAN).getInt(4))
                .isEqualTo(expected);
        assertThat(create(peer, "a", AccessMask.MAXIMUM_ALLOWED | AccessMask.WRITE_DATA, OPEN)
                        .status())
                .isEqualTo(status(NtStatus.ACCESS_DENIED));
        assertThat(create(peer, "a", AccessMask.MAXIMUM_ALLOWED | AccessMask.GENERIC_EXECUTE, OPEN)
                        .status())
                .isZero();
    }

    @Test
    void needsTheRightToEachPart() throws Exception {
        protect("a", dacl(Ace.allow(Sid.EVERYONE, AccessMask.ALL, 0)));
        FileId looks = opened(peer, "a", AccessMask.READ_ATTRIBUTES, OPEN);
        for (int part : new int[] {SecurityDescriptor.OWNER, SecurityDescriptor.GROUP, SecurityDescriptor.DACL, 8}) {
            assertThat(query(peer, looks, part, 4096).status()).isEqualTo(status(NtStatus.ACCESS_DENIED));
            assertThat(set(peer, looks, part, READABLE.encode())).isEqualTo(status(NtStatus.ACCESS_DENIED));
        }
        assertThat(query(peer, looks, 0, 4096).status()).isZero();
        FileId lists = opened(peer, "a", AccessMask.WRITE_DAC, OPEN);
        assertThat(set(peer, lists, SecurityDescriptor.OWNER, READABLE.encode()))
                .isEqualTo(status(NtStatus.ACCESS_DENIED));
        assertThat(create(peer, "a", AccessMask.ACCESS_SYSTEM_SECURITY, OPEN).status())
                .isEqualTo(status(NtStatus.PRIVILEGE_NOT_HELD));
    }

    @Test
    void refusesWhatIsNoDescriptor() throws Exception {
        FileId file = protect("a", READABLE);
        byte[] broken = READABLE.encode();
        broken[16] = (byte) 0xff;
        assertThat(set(peer, file, SecurityDescriptor.DACL, broken)).isEqualTo(status(NtStatus.INVALID_SECURITY_DESCR));
        assertThat(set(peer, file, SecurityDescriptor.DACL, new byte[0]))
                .isEqualTo(status(NtStatus.INVALID_SECURITY_DESCR));
        assertThat(set(peer, file, SecurityDescriptor.OWNER, READABLE.encode()))
                .isEqualTo(status(NtStatus.INVALID_OWNER));
        assertThat(create(
                                peer,
                                "b",
                                AccessMask.ALL,
                                CREATE,
                                new CreateContext(CreateContext.SECURITY_DESCRIPTOR, broken))
                        .status())
                .isEqualTo(status(NtStatus.INVALID_PARAMETER));
        assertThat(folder.resolve("files/b")).doesNotExist();
        assertThat(queried(peer, file, SecurityDescriptor.DACL).dacl()).isEqualTo(READABLE.dacl());
    }

    @Test
    void makesAFileWithADescriptor() throws Exception {
        FileId file = opened(peer, "a", AccessMask.ALL, CREATE, security(READABLE));
        SecurityDescriptor told = queried(peer, file, 7);
        assertThat(told.dacl()).isEqualTo(READABLE.dacl());
        assertThat(told.owner()).isEqualTo(OWNER);
        assertThat(create(other, "a", AccessMask.READ_DATA, OPEN).status()).isEqualTo(status(NtStatus.ACCESS_DENIED));
    }

    @Test
    void noListLetsEverybodyInAndAnEmptyOneNobody() throws Exception {
        FileId file = protect("a", SecurityDescriptor.of(null, null, null));
        assertThat(queried(peer, file, SecurityDescriptor.DACL).dacl()).isNull();
        assertThat(create(other, "a", AccessMask.READ_DATA, OPEN).status()).isZero();
        protect("a", dacl());
        assertThat(create(other, "a", AccessMask.READ_DATA, OPEN).status()).isEqualTo(status(NtStatus.ACCESS_DENIED));
        assertThat(create(peer, "a", AccessMask.READ_DATA, OPEN).status()).isEqualTo(status(NtStatus.ACCESS_DENIED));
        assertThat(create(peer, "a", AccessMask.WRITE_DAC, OPEN).status()).isZero(); // its owner can mend it
    }

    @Test
    void hidesWhatOneMayNotReadWhereTheShareDoes() throws Exception {
        protect("mine", READABLE);
        protect("everybodys", dacl(Ace.allow(Sid.EVERYONE, AccessMask.ALL, 0)));
        assertThat(listed(other, "*")).contains("mine", "everybodys");
        SmbPeer.Answer tree = other.connectTree("\\\\server\\hideunread");
        assertThat(TreeConnectResponse.decode(tree.body()).shareFlags() & TreeConnectResponse.ACCESS_BASED_ENUM)
                .isNotZero();
        assertThat(listed(other, "*")).contains("everybodys").doesNotContain("mine");
        assertThat(listed(other, "mine")).isEmpty();
        peer.connectTree("\\\\server\\hideunread");
        assertThat(listed(peer, "*")).contains("mine", "everybodys");
    }

    /** FileNamesInformation of the root. */
    private static List<String> listed(SmbPeer by, String pattern) throws Exception {
        FileId root = opened(by, "", AccessMask.READ_DATA, OPEN);
        SmbPeer.Answer answer =
                by.ask(Command.QUERY_DIRECTORY, new QueryDirectoryRequest(12, 0, 0, root, pattern, 65536));
        List<String> names = new ArrayList<>();
        if (answer.status() != 0) {
            return names;
        }
        ByteBuffer output = ByteBuffer.wrap(answer.message()).order(ByteOrder.LITTLE_ENDIAN);
        int at = output.getShort(64 + 2);
        while (true) {
            byte[] name = new byte[output.getInt(at + 8)];
            output.get(at + 12, name);
            names.add(new String(name, StandardCharsets.UTF_16LE));
            if (output.getInt(at) == 0) {
                return names;
            }
            at += output.getInt(at);
        }
    }

    @Test
    void makesAFileWithExtendedAttributes() throws Exception {
        byte[] attributes = {0, 0, 0, 0, 0, 2, 3, 0, 'E', 'A', 0, 'v', 'a', 'l'};
        FileId file = opened(
                peer,
                "a",
                AccessMask.READ_EA,
                CREATE,
                new CreateContext(CreateContext.EXTENDED_ATTRIBUTES, attributes));
        SmbPeer.Answer told =
                peer.ask(Command.QUERY_INFO, new QueryInfoRequest(InfoType.FILE, 15, 100, 0, 0, file, new byte[0]));
        assertThat(told.status()).isZero();
        ByteBuffer output = ByteBuffer.wrap(told.message());
        byte[] bytes = new byte[attributes.length];
        output.position(72).get(bytes);
        assertThat(bytes).isEqualTo(attributes);
        assertThat(create(
                                peer,
                                "b",
                                AccessMask.ALL,
                                CREATE,
                                new CreateContext(CreateContext.EXTENDED_ATTRIBUTES, new byte[] {1, 2}))
                        .status())
                .isEqualTo(status(NtStatus.INVALID_PARAMETER));
    }
}

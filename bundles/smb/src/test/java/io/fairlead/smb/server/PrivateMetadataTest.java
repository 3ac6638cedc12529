// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.protocol.QueryDirectoryRequest;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.SetInfoRequest;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server keeps of a file beside its content is nothing that a client reads or writes by another way. */
@Timeout(60)
class PrivateMetadataTest {
    private static final int FULL_EA = 15;
    private static final int STREAMS = 22;
    private static final int DESCRIPTOR = 3;
    private static final int DACL = 4;

    @TempDir
    Path folder;

    private Served served;
    private SmbPeer peer;
    private FileId file;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        peer = SmbPeer.connected(served);
        peer.open("f:stream");
        file = peer.open("f").fileId();
        byte[] hidden = new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u64(0)
                .u64(0)
                .u64(0)
                .u64(0)
                .u32(0x22)
                .u32(0)
                .toBytes();
        assertThat(set(1, 4, 0, hidden)).isZero();
        assertThat(set(DESCRIPTOR, 0, DACL, nobody())).isZero();
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        served.close();
    }

    /** Self-relative, with a list that is there and empty, [MS-DTYP] 2.4.6. */
    private static byte[] nobody() {
        return new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u8(1)
                .u8(0)
                .u16(0x8004)
                .u32(0)
                .u32(0)
                .u32(0)
                .u32(20)
                .u8(2)
                .u8(0)
                .u16(8)
                .u32(0)
                .toBytes();
    }

    private int set(int type, int informationClass, int additional, byte[] value) throws IOException {
        return peer.ask(Command.SET_INFO, new SetInfoRequest(type, informationClass, additional, file, value))
                .status();
    }

    private SmbPeer.Answer query(int type, int informationClass, int additional) throws IOException {
        return peer.ask(
                Command.QUERY_INFO,
                new QueryInfoRequest(type, informationClass, 4096, additional, 0, file, new byte[0]));
    }

    private static String text(SmbPeer.Answer answer) throws IOException {
        return new String(OutputResponse.decode(answer.body()).output(), StandardCharsets.UTF_16LE);
    }

    private static byte[] attribute(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        return new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u32(0)
                .u8(0)
                .u8(bytes.length)
                .u16(3)
                .bytes(bytes)
                .u8(0)
                .bytes(new byte[] {1, 2, 3})
                .toBytes();
    }

    @Test
    void isNoExtendedAttribute() throws Exception {
        assertThat(query(1, FULL_EA, 0).status()).isEqualTo(NtStatus.NO_EAS_ON_FILE.code());
        byte[] descriptor =
                OutputResponse.decode(query(DESCRIPTOR, 0, DACL).body()).output();
        for (String name : List.of("fairlead.dos", "FAIRLEAD.ACL", "Fairlead.x", "fairlead.")) {
            assertThat(set(1, FULL_EA, 0, attribute(name))).as(name).isLessThan(0);
        }
        assertThat(query(1, FULL_EA, 0).status()).isEqualTo(NtStatus.NO_EAS_ON_FILE.code());
        assertThat(OutputResponse.decode(query(DESCRIPTOR, 0, DACL).body()).output())
                .isEqualTo(descriptor);
        assertThat(set(1, FULL_EA, 0, attribute("mine"))).isZero();
    }

    @Test
    void isNoStream() throws Exception {
        assertThat(text(query(1, STREAMS, 0))).contains(":stream:$DATA").doesNotContainIgnoringCase("fairlead");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".fairlead-streams",
                ".FAIRLEAD-Streams",
                ".fairlead-streams\\x",
                ".fairlead-staging",
                ".fairlead-upload-1"
            })
    void isNoFile(String name) throws Exception {
        for (int disposition : new int[] {1, 2, 3, 5}) {
            var open = new CreateRequest(0, 2, 0x12019f, 0, 7, disposition, 0, name, List.of());
            assertThat(peer.ask(Command.CREATE, open).status()).as(name).isLessThan(0);
        }
        FileId root = peer.openFolder("").fileId();
        SmbPeer.Answer listed = peer.ask(Command.QUERY_DIRECTORY, new QueryDirectoryRequest(12, 0, 0, root, "*", 4096));
        assertThat(text(listed)).contains("f").doesNotContainIgnoringCase("fairlead");
    }

    @Test
    void staysWhenTheFileIsOpenedAnew() throws Exception {
        SmbPeer.Answer denied = peer.ask(Command.CREATE, new CreateRequest(0, 2, 1, 0, 7, 1, 0, "f", List.of()));
        assertThat(denied.status()).isEqualTo(NtStatus.ACCESS_DENIED.code());
        SmbPeer.Answer looks = peer.ask(Command.CREATE, new CreateRequest(0, 2, 0x80, 0, 7, 1, 0, "f", List.of()));
        assertThat(CreateResponse.decode(looks.body()).file().attributes() & 2).isEqualTo(2);
    }
}

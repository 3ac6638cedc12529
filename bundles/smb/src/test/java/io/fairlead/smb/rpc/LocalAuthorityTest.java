// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.acl.Sid;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.VPath;
import io.fairlead.net.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** lsarpc, as clients call it. */
class LocalAuthorityTest {
    private static final int LOOKUP_NAMES = 14;
    private static final int LOOKUP_SIDS = 15;
    private static final String HANDLE = "00000000 466169726c65616420706f6c6963792e";
    private static final Sid ALICE = Sid.ofAccount("alice");
    private static final String ALICE_PARTS = parts(ALICE);

    private final KnownNames names = new KnownNames();
    private final RpcInterface service = LocalAuthority.of("SERVER", names);

    LocalAuthorityTest() {
        names.met(new Identity("Alice", Set.of("staff"), VPath.ROOT, Set.of(Right.READ), Identity.Limits.NONE));
    }

    private static byte[] hex(String... text) {
        return HexFormat.of().parseHex(String.join("", text).replace(" ", ""));
    }

    /** SubAuthorities of an account's domain, as on the wire. */
    private static String parts(Sid sid) {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        sid.parts().subList(0, 4).forEach(bytes::putInt);
        return HexFormat.of().formatHex(bytes.array());
    }

    private byte[] call(int operation, byte[] stub) throws Exception {
        NdrWriter out = new NdrWriter();
        service.operations().get(operation).call(new NdrReader(stub), out);
        return out.toBytes();
    }

    private static String status(byte[] result) {
        return HexFormat.of().formatHex(result, result.length - 4, result.length);
    }

    @Test
    void opensAndCloses() throws Exception {
        assertThat(call(44, new byte[0])).isEqualTo(hex(HANDLE, "00000000"));
        assertThat(call(6, new byte[0])).isEqualTo(hex(HANDLE, "00000000"));
        assertThat(call(0, hex(HANDLE))).isEqualTo(new byte[24]);
    }

    /** By hand, from [MS-LSAT] 3.1.4.11, 2.2.12 and 2.2.20. */
    @Test
    void namesSids() throws Exception {
        byte[] asked = hex(
                HANDLE,
                "01000000 00000200 01000000 04000200", // one SID
                "01000000 01010000 00000001 00000000", // S-1-1-0
                "00000000 00000000 01000000 00000000");
        assertThat(call(LOOKUP_SIDS, asked))
                .isEqualTo(hex(
                        "04000200 01000000 08000200 20000000", // one domain
                        "01000000 00000000 0c000200 10000200", // without a name
                        "00000000 00000000 00000000",
                        "00000000 01000000 00000001", // S-1-1
                        "01000000 14000200 01000000",
                        "05000000 10001000 18000200 00000000", // a well-known group
                        "08000000 00000000 08000000 45007600 65007200 79006f00 6e006500", // Everyone
                        "01000000 00000000"));
    }

    /** By hand, from [MS-LSAT] 3.1.4.8 and 2.2.14. */
    @Test
    void findsNames() throws Exception {
        byte[] asked = hex(
                HANDLE,
                "01000000 01000000 0a000a00 00000200", // one name
                "05000000 00000000 05000000 61006c00 69006300 65000000", // alice
                "00000000 00000000 01000000 00000000");
        ByteBuffer rid = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, ALICE.parts().get(4));
        assertThat(call(LOOKUP_NAMES, asked))
                .isEqualTo(hex(
                        "04000200 01000000 08000200 20000000",
                        "01000000 0c000c00 0c000200 10000200",
                        "06000000 00000000 06000000 53004500 52005600 45005200", // SERVER
                        "04000000 01040000 00000005",
                        ALICE_PARTS,
                        "01000000 14000200 01000000",
                        "01000000",
                        HexFormat.of().formatHex(rid.array()),
                        "00000000",
                        "01000000 00000000"));
    }

    @Test
    void tellsWhatItDoesNotKnow() throws Exception {
        byte[] nobody = hex(
                HANDLE,
                "01000000 01000000 06000600 00000200",
                "03000000 00000000 03000000 62006f00 62000000",
                "00000000 00000000 01000000 00000000");
        assertThat(status(call(LOOKUP_NAMES, nobody))).isEqualTo("730000c0"); // NONE_MAPPED
        byte[] both = hex(
                HANDLE,
                "02000000 00000200 02000000 04000200 08000200",
                "01000000 01010000 00000001 00000000",
                "01000000 01010000 00000001 09000000");
        assertThat(status(call(LOOKUP_SIDS, both))).isEqualTo("07010000"); // SOME_NOT_MAPPED
        byte[] otherHandle = both.clone();
        otherHandle[4]++;
        assertThat(status(call(LOOKUP_SIDS, otherHandle))).isEqualTo("080000c0"); // INVALID_HANDLE
    }

    @Test
    void knowsGroupsAndWellKnownNames() {
        assertThat(Principal.of("SERVER\\Staff", "SERVER", names).orElseThrow())
                .isEqualTo(new Principal("SERVER", "staff", Sid.ofGroup("staff"), Principal.GROUP));
        assertThat(Principal.of("builtin\\administrators", "SERVER", names)
                        .orElseThrow()
                        .sid())
                .isEqualTo(Sid.ADMINISTRATORS);
        assertThat(Principal.of("OTHER\\alice", "SERVER", names)).isEmpty();
        assertThat(Principal.of("", "SERVER", names)).isEmpty();
        assertThat(Principal.of(ALICE, "SERVER", names).orElseThrow().name()).isEqualTo("Alice");
    }

    @Test
    void forgetsWhomItHasNotMetForLong() {
        for (int i = 0; i < 10_000; i++) {
            names.met(Identity.of("user" + i));
        }
        assertThat(names.of("alice")).isEmpty();
        assertThat(names.of("user9999")).isPresent();
    }

    @Test
    void staysInBoundsWhateverComes() throws Exception {
        byte[] sids = hex(
                HANDLE,
                "02000000 00000200 02000000 04000200 08000200",
                "01000000 01010000 00000001 00000000",
                "01000000 01010000 00000001 09000000");
        byte[] asked = hex(
                HANDLE, "01000000 01000000 0a000a00 00000200", "05000000 00000000 05000000 61006c00 69006300 65000000");
        Random random = new Random(68);
        for (int i = 0; i < 50_000; i++) {
            for (int operation : List.of(7, LOOKUP_NAMES, LOOKUP_SIDS, 57, 58, 68)) {
                byte[] stub = (operation == LOOKUP_SIDS || operation == 57 ? sids : asked).clone();
                stub[20 + random.nextInt(stub.length - 20)] = (byte) random.nextInt();
                byte[] cut = random.nextBoolean() ? stub : Arrays.copyOf(stub, random.nextInt(stub.length));
                try {
                    assertThat(call(operation, cut).length).isLessThan(1 << 20);
                } catch (MalformedMessageException e) {
                    // as it should be
                }
            }
        }
    }
}

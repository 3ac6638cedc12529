// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is told of a link, [MS-SMB2] 2.2.2.2.1: written by hand from the tables there, both ways. */
class SymbolicLinkErrorTest {
    private static final SymbolicLinkError RELATIVE = new SymbolicLinkError(8, "..\\t", "..\\t", true);

    private static final String RELATIVE_HEX = "28000000" // SymLinkLength
            + "53594d4c" // SymLinkErrorTag
            + "0c0000a0" // ReparseTag
            + "1c00" // ReparseDataLength
            + "0800" // UnparsedPathLength
            + "0000" // SubstituteNameOffset
            + "0800" // SubstituteNameLength
            + "0800" // PrintNameOffset
            + "0800" // PrintNameLength
            + "01000000" // Flags: SYMLINK_FLAG_RELATIVE
            + "2e002e005c007400" // PathBuffer
            + "2e002e005c007400";

    /** As Windows has it: the name for people first. */
    private static final SymbolicLinkError ABSOLUTE = new SymbolicLinkError(0, "\\??\\C:", "C:", false);

    private static final String ABSOLUTE_HEX = "28000000" + "53594d4c" + "0c0000a0" + "1c00" + "0000" + "0400" + "0c00"
            + "0000" + "0400" + "00000000" + "43003a00" + "5c003f003f005c0043003a00";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] body(ErrorResponse response) {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        response.encode(out);
        return out.toBytes();
    }

    private static ErrorResponse decode(byte[] body) throws MalformedMessageException {
        return ErrorResponse.decode(new WireReader(ByteBuffer.wrap(body), ByteOrder.LITTLE_ENDIAN));
    }

    @Test
    void isWrittenAndReadByteForByte() throws Exception {
        assertThat(RELATIVE.encode()).isEqualTo(bytes(RELATIVE_HEX));
        assertThat(SymbolicLinkError.decode(bytes(RELATIVE_HEX))).isEqualTo(RELATIVE);
        assertThat(SymbolicLinkError.decode(bytes(ABSOLUTE_HEX))).isEqualTo(ABSOLUTE);
        assertThat(SymbolicLinkError.decode(ABSOLUTE.encode())).isEqualTo(ABSOLUTE);
    }

    @Test
    void isBareBefore311() throws Exception {
        byte[] wire = bytes("0900" + "00" + "00" + "2c000000" + RELATIVE_HEX);
        assertThat(body(ErrorResponse.of(Dialect.SMB_3_0_2, RELATIVE.encode()))).isEqualTo(wire);
        assertThat(SymbolicLinkError.decode(decode(wire).detail().orElseThrow()))
                .isEqualTo(RELATIVE);
    }

    @Test
    void isInAContextFrom311On() throws Exception {
        String context = "2c000000" + "00000000" + RELATIVE_HEX; // ErrorDataLength, ErrorId
        byte[] wire = bytes("0900" + "01" + "00" + "34000000" + context);
        assertThat(body(ErrorResponse.of(Dialect.SMB_3_1_1, RELATIVE.encode()))).isEqualTo(wire);
        assertThat(SymbolicLinkError.decode(decode(wire).detail().orElseThrow()))
                .isEqualTo(RELATIVE);
        String other = "03000000" + "72645253" + "0102030000000000"; // SMB2_ERROR_ID_SHARE_REDIRECT, padded
        byte[] second = bytes("0900" + "02" + "00" + "44000000" + other + context);
        assertThat(SymbolicLinkError.decode(decode(second).detail().orElseThrow()))
                .isEqualTo(RELATIVE);
    }

    @Test
    void canBeMissing() throws Exception {
        assertThat(decode(body(ErrorResponse.PLAIN)).detail()).isEqualTo(Optional.empty());
        byte[] other = bytes("0900" + "01" + "00" + "08000000" + "00000000" + "72645253");
        assertThat(decode(other).detail()).isEqualTo(Optional.empty());
    }

    @Test
    void isRefusedWhereverItIsCutOrOfAnotherKind() {
        byte[] whole = bytes(RELATIVE_HEX);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> SymbolicLinkError.decode(cut)).isInstanceOf(MalformedMessageException.class);
        }
        for (int tag : new int[] {4, 8}) {
            byte[] changed = whole.clone();
            changed[tag]++;
            assertThatThrownBy(() -> SymbolicLinkError.decode(changed)).isInstanceOf(MalformedMessageException.class);
        }
        byte[] endless = bytes("0900" + "ff" + "00" + "08000000" + "f8ffffff" + "01000000");
        assertThatThrownBy(() -> decode(endless).detail()).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void outlivesAnyDamage() {
        byte[] wire = bytes("0900" + "01" + "00" + "34000000" + "2c000000" + "00000000" + RELATIVE_HEX);
        Random random = new Random(20_261_129);
        for (int round = 0; round < 50_000; round++) {
            byte[] damaged = wire.clone();
            for (int i = 0; i <= round % 4; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            try {
                Optional<byte[]> detail = decode(damaged).detail();
                if (detail.isPresent()) {
                    assertThat(SymbolicLinkError.decode(detail.get())).isNotNull();
                }
            } catch (MalformedMessageException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }
}

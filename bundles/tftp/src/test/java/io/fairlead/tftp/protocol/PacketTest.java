// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.net.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class PacketTest {
    static final java.util.List<String> GOLDENS = Goldens.NAMES;

    @ParameterizedTest
    @FieldSource("GOLDENS")
    void goldensReadAndWriteTheSameBytes(String name) throws Exception {
        ByteBuffer golden = Goldens.load(name);
        assertThat(Packet.decode(golden).toDatagram()).isEqualTo(golden);
    }

    @Test
    void firmwareRequestHasItsOptionsInOrder() throws Exception {
        var request = (Request) Packet.decode(Goldens.load("rrq-ovmf"));
        assertThat(request.kind()).isEqualTo(Request.Kind.READ);
        assertThat(request.file()).isEqualTo("boot.efi");
        assertThat(request.mode()).isEqualTo(TransferMode.OCTET);
        assertThat(request.options().values())
                .containsExactly(
                        java.util.Map.entry("tsize", "0"),
                        java.util.Map.entry("blksize", "1468"),
                        java.util.Map.entry("windowsize", "4"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, datagram of 0 bytes",
        "00, datagram of 1 bytes",
        "0000, opcode 0",
        "0007, opcode 7",
        "ffff, opcode 65535",
        "0001, filename does not end",
        "000161, filename does not end",
        "000100, empty filename",
        "000100 6f6374657400, empty filename",
        "00016100, mode does not end",
        "0001610000, transfer mode",
        "00016100 6d61696c00, transfer mode",
        "00016100 6f63746574, mode does not end",
        "00016100 6f6374657400 62, option does not end",
        "00016100 6f6374657400 6200, option value does not end",
        "00016100 6f6374657400 620031, option value does not end",
        "0003, DATA without block number",
        "000300, DATA without block number",
        "0004ff, ACK without block number",
        "000500, ERROR without code"
    })
    void malformedIsNamed(String hex, String message) {
        ByteBuffer datagram = bytes(hex.equals("0") ? "" : hex.replace(" ", ""));
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> Packet.decode(datagram))
                .withMessage(message);
    }

    @Test
    void optionsAreReadWithoutCaseAndPaddingIsSkipped() throws Exception {
        var request = (Request) Packet.decode(text("\0\1A\0OcTeT\0BLKSIZE\0001024\0TSize\0000\0\0\0\0"));
        assertThat(request.file()).isEqualTo("A");
        assertThat(request.options().values()).containsOnlyKeys("blksize", "tsize");
        assertThat(request.options().repeated()).isFalse();
    }

    @Test
    void repeatedOptionIsSeen() throws Exception {
        var request = (Request) Packet.decode(text("\0\1a\0octet\0blksize\00016\0BlkSize\00032\0"));
        assertThat(request.options().repeated()).isTrue();
        assertThat(request.options().number("blksize")).hasValue(16);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "65464, 65464",
        "007, 7",
        "999999999999999999, 999999999999999999",
        "-1,",
        "+1,",
        "' 1',",
        "abc,",
        "'',",
        "1e3,",
        "1000000000000000000000000000000,",
        "1000000000000000000,",
        "0x10,"
    })
    void numbersAreDigitsOnly(String value, Long number) throws Exception {
        var request = (Request) Packet.decode(text("\0\1a\0octet\0blksize\0" + value + "\0"));
        assertThat(request.options().number("blksize").stream()
                        .boxed()
                        .findFirst()
                        .orElse(null))
                .isEqualTo(number);
    }

    @Test
    void requestOfSixtyFourKibibytesIsRefusedUnread() {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> Packet.decode(text("\0\1" + "a".repeat(65_000) + "\0octet\0")))
                .withMessage("request of 65009 bytes");
    }

    @Test
    void namesAreUtf8OrElseBytes() throws Exception {
        var utf8 = (Request) Packet.decode(ByteBuffer.wrap("\0\1g\u00fcn\0octet\0".getBytes(StandardCharsets.UTF_8)));
        var latin =
                (Request) Packet.decode(ByteBuffer.wrap("\0\1g\u00fcn\0octet\0".getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(utf8.file()).isEqualTo(latin.file()).isEqualTo("g\u00fcn");
    }

    @Test
    void errorWithoutItsFinalNulIsRead() throws Exception {
        assertThat(Packet.decode(text("\0\5\0\1gone"))).isEqualTo(new ErrorPacket(1, "gone"));
        assertThat(Packet.decode(text("\0\5\0\1"))).isEqualTo(new ErrorPacket(1, ""));
        assertThat(ErrorCode.of(99)).isEqualTo(ErrorCode.NOT_DEFINED);
    }

    @ParameterizedTest
    @FieldSource("GOLDENS")
    void mutatedGoldensGiveAValueOrMalformed(String name) throws Exception {
        ByteBuffer golden = Goldens.load(name);
        Random random = new Random(name.hashCode());
        for (int i = 0; i < 5_000; i++) {
            ByteBuffer mutant = mutate(golden, random);
            try {
                Packet packet = Packet.decode(mutant);
                assertThat(Packet.decode(packet.toDatagram())).hasToString(packet.toString());
            } catch (MalformedMessageException expected) {
                assertThat(expected).hasMessageNotContaining("\0");
            }
        }
    }

    private static ByteBuffer mutate(ByteBuffer golden, Random random) {
        byte[] copy = new byte[Math.max(0, golden.remaining() + random.nextInt(9) - 4)];
        golden.duplicate().get(copy, 0, Math.min(copy.length, golden.remaining()));
        for (int i = random.nextInt(4); i > 0 && copy.length > 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) (random.nextBoolean() ? 0 : random.nextInt(256));
        }
        return ByteBuffer.wrap(copy);
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(java.util.HexFormat.of().parseHex(hex));
    }
}

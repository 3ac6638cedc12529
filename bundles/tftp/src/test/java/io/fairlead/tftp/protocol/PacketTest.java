// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.testing.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketTest {
    static final SortedMap<String, byte[]> GOLDENS = Wire.goldens(PacketTest.class);

    static Set<String> goldens() {
        return GOLDENS.keySet();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void goldensReadAndWriteTheSameBytes(String name) throws Exception {
        ByteBuffer golden = ByteBuffer.wrap(GOLDENS.get(name));
        assertThat(Packet.decode(golden).toDatagram()).isEqualTo(golden);
        Class<?> type = Map.of(
                        "rrq",
                        Request.class,
                        "wrq",
                        Request.class,
                        "dat",
                        Data.class,
                        "ack",
                        Acknowledgment.class,
                        "oac",
                        OptionAcknowledgment.class,
                        "err",
                        ErrorPacket.class)
                .get(name.substring(0, 3));
        assertThat(Packet.decode(golden)).isInstanceOf(type);
    }

    @Test
    void eachPacketIsWrittenByteForByte() {
        var options = new LinkedHashMap<String, String>();
        options.put("blksize", "8");
        options.put("tsize", "0");
        var read = new Request(Request.Kind.READ, "a", TransferMode.OCTET, new Options(options, false));
        var write = new Request(Request.Kind.WRITE, "\u00fc", TransferMode.NETASCII, Options.NONE);
        assertThat(hex(read)).isEqualTo("000161006f6374657400626c6b73697a650038007473697a65003000");
        assertThat(hex(write)).isEqualTo("0002c3bc006e6574617363696900");
        assertThat(hex(new Data(65_535, text("x")))).isEqualTo("0003ffff78");
        assertThat(hex(new Acknowledgment(258))).isEqualTo("00040102");
        assertThat(hex(new ErrorPacket(ErrorCode.OPTION_NEGOTIATION, "no"))).isEqualTo("000500086e6f00");
        assertThat(hex(new OptionAcknowledgment(new Options(Map.of("tsize", "5"), false))))
                .isEqualTo("00067473697a65003500");
    }

    private static String hex(Packet packet) {
        return HexFormat.of().formatHex(packet.toDatagram().array());
    }

    @Test
    void firmwareRequestHasItsOptionsInOrder() throws Exception {
        var request = (Request) Packet.decode(ByteBuffer.wrap(GOLDENS.get("rrq-ovmf.hex")));
        assertThat(request.kind()).isEqualTo(Request.Kind.READ);
        assertThat(request.file()).isEqualTo("boot.efi");
        assertThat(request.mode()).isEqualTo(TransferMode.OCTET);
        assertThat(request.options().values())
                .containsExactly(Map.entry("tsize", "0"), Map.entry("blksize", "1468"), Map.entry("windowsize", "4"));
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
        "0006 62, option does not end",
        "0006 6200, option value does not end",
        "0006 620031, option value does not end",
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blksize\00016\0tsize\0",
                "blksize\00016\0tsize\0000",
                "blksize\00016\0garbage",
                "blksize\00016\0\u00ff\u00fe",
                "blksize\00016\0\0tsize\0000\0",
                "blksize\00016\0BLKSIZE\00016\0",
                "blksize\00016\0"
            })
    void whatCantBeReadEndsTheOptionsOfARequest(String options) throws Exception {
        var request = (Request) Packet.decode(text("\0\1a\0octet\0" + options));
        assertThat(request.options().values()).containsExactly(Map.entry("blksize", "16"));
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

    @Test
    void mutatedGoldensGiveAValueOrMalformed() {
        Wire.mutations(1, 60_000, List.copyOf(GOLDENS.values())).forEach(mutant -> {
            try {
                Packet packet = Packet.decode(ByteBuffer.wrap(mutant));
                assertThat(Packet.decode(packet.toDatagram())).hasToString(packet.toString());
                assertThat(packet.bytes()).isLessThanOrEqualTo(2 * mutant.length + 8); // Latin-1 becomes UTF-8
            } catch (MalformedMessageException expected) {
                assertThat(expected).hasMessageNotContaining("\0");
            }
        });
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}

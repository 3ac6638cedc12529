// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;

    @ParameterizedTest
    @CsvSource({
        "LITTLE_ENDIAN, ff 3412 78563412 efcdab8967452301 6100e900",
        "BIG_ENDIAN,    ff 1234 12345678 0123456789abcdef 006100e9"
    })
    void writesAndReadsInItsOrder(String name, String hex) throws Exception {
        ByteOrder order = name.equals("LITTLE_ENDIAN") ? LITTLE : BIG;
        var out = new WireWriter(order, 0)
                .u8(0xff)
                .u16(0x1234)
                .u32(0x12345678)
                .u64(0x0123456789abcdefL)
                .utf16("aé");
        assertThat(out.toBytes()).isEqualTo(hex(hex));
        assertThat(out.position()).isEqualTo(19);
        var in = new WireReader(out.toBuffer(), order);
        assertThat(in.u8()).isEqualTo(0xff);
        assertThat(in.u16()).isEqualTo(0x1234);
        assertThat(in.u32()).isEqualTo(0x12345678);
        assertThat(in.u64()).isEqualTo(0x0123456789abcdefL);
        assertThat(in.utf16(4, "name")).isEqualTo("aé");
        assertThat(in.remaining()).isZero();
    }

    @Test
    void unsignedValuesStayPositive() throws Exception {
        var in = reader("ffff ffffffff ffffffffffffffff");
        assertThat(in.u16()).isEqualTo(0xffff);
        assertThat(in.u32()).isEqualTo(0xffff_ffffL);
        assertThat(in.u64()).isEqualTo(-1);
    }

    @Test
    void aReadBeyondTheEndTakesNothing() throws Exception {
        var in = reader("01 02 03");
        in.u8();
        assertThatThrownBy(in::u32)
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("4 bytes expected at 1, 2 left");
        assertThatThrownBy(() -> in.bytes(Integer.MAX_VALUE)).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> in.skip(-1)).isInstanceOf(MalformedMessageException.class);
        assertThat(in.u16()).isEqualTo(0x0302);
    }

    @Test
    void readsOnlyWhatRemainsOfTheBufferAndLeavesItAlone() throws Exception {
        ByteBuffer message = ByteBuffer.wrap(hex("00 01 02 03 00")).position(1).limit(4);
        var in = new WireReader(message, BIG);
        assertThat(in.u8()).isEqualTo(1);
        assertThat(in.u16()).isEqualTo(0x0203);
        assertThat(in.remaining()).isZero();
        assertThat(message.position()).isEqualTo(1);
        assertThat(message.order()).isEqualTo(BIG);
    }

    @Test
    void aFieldWithOneLawfulValueIsNamed() {
        assertThatThrownBy(() -> reader("3900").expectU16(49, "StructureSize"))
                .hasMessage("StructureSize is 57, not 49");
    }

    @Test
    void slicesAreCountedFromTheStartOfTheMessage() throws Exception {
        var in = reader("01 02 03 04");
        in.skip(3);
        assertThat(in.slice(1, 2, "Buffer").u16()).isEqualTo(0x0302);
        assertThat(in.slice(4_000_000_000L, 0, "Buffer").remaining()).isZero();
        assertThat(in.position()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "5, 1", "-1, 1", "1, -1", "4294967295, 4294967295", "9223372036854775807, 9223372036854775807"})
    void aSliceOutsideIsNamed(long offset, long length) {
        assertThatThrownBy(() -> reader("01 02 03 04").slice(offset, length, "NameOffset"))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("NameOffset: " + length + " bytes at " + offset + " are not within 4");
    }

    @Test
    void bulkDataIsAViewAndKeysAreCopies() throws Exception {
        byte[] message = hex("01 02 03 04");
        var in = new WireReader(ByteBuffer.wrap(message), LITTLE);
        byte[] key = in.bytes(2);
        ByteBuffer data = in.buffer(2);
        message[0] = 9;
        message[2] = 9;
        assertThat(key).containsExactly(1, 2);
        assertThat(data.getShort(0)).isEqualTo((short) 0x0409);
    }

    @Test
    void theRestIsAMessageOfItsOwn() throws Exception {
        var in = reader("01 02 03");
        in.u8();
        var rest = in.rest();
        assertThat(in.remaining()).isZero();
        assertThat(rest.position()).isZero();
        assertThat(rest.u16()).isEqualTo(0x0302);
    }

    @Test
    void textIsChecked() throws Exception {
        assertThatThrownBy(() -> reader("61 00 62").utf16(3, "Name")).hasMessage("Name: UTF-16 of 3 bytes");
        assertThatThrownBy(() -> reader("c3 28").utf8(2, "file name")).hasMessage("file name is not UTF-8");
        assertThat(reader("c3 a9").utf8(2, "file name")).isEqualTo("é");
        assertThat(reader("00 d8").utf16(2, "Name")).isEqualTo("\ud800");
        assertThat(new WireWriter(LITTLE).utf16("\ud800").toBytes()).isEqualTo(hex("00 d8"));
    }

    @Test
    void zeroTerminatedTextIsBounded() throws Exception {
        var in = reader("6f 63 74 65 74 00 00 61");
        assertThat(in.zeroTerminated(5, US_ASCII, "mode")).isEqualTo("octet");
        assertThat(in.zeroTerminated(5, US_ASCII, "mode")).isEmpty();
        assertThatThrownBy(() -> in.zeroTerminated(5, US_ASCII, "mode")).hasMessage("mode has no zero at its end");
        assertThatThrownBy(() -> reader("61 62 63 00").zeroTerminated(2, US_ASCII, "mode"))
                .hasMessage("mode has 3 bytes, more than 2");
        assertThatThrownBy(() -> reader("ff 00").zeroTerminated(2, UTF_8, "mode"))
                .hasMessage("mode is not UTF-8");
    }

    @Test
    void theWriterFillsInLater() {
        var out = new WireWriter(LITTLE).u32(0).u16(0).bytes((byte) 7).align(8);
        out.setU32(0, out.position()).setU16(4, 0xffff);
        assertThat(out.toBytes()).isEqualTo(hex("08000000 ffff 07 00"));
        assertThat(out.align(8).position()).isEqualTo(8);
        assertThatThrownBy(() -> out.setU16(7, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theWriterCopiesBuffersAndLeavesThemAlone() {
        ByteBuffer data = ByteBuffer.wrap(hex("01 02 03")).position(1);
        assertThat(new WireWriter(BIG).bytes(data).utf8("é").toBytes()).isEqualTo(hex("02 03 c3 a9"));
        assertThat(data.position()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0x1_0000_0000L})
    void theWriterRefusesWhatDoesNotFit(long value) {
        assertThatThrownBy(() -> new WireWriter(BIG).u32(value)).hasMessage(value + " is not within 0..4294967295");
        assertThatThrownBy(() -> new WireWriter(BIG).u16(0x10000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WireWriter(BIG).u8(256)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Whatever is asked of whatever bytes: a value within the message, or the one exception. */
    @Test
    void randomReadsStayWithinRandomMessages() {
        var random = new Random(20_261_123);
        int refused = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] message = new byte[random.nextInt(24)];
            random.nextBytes(message);
            var in = new WireReader(ByteBuffer.wrap(message), random.nextBoolean() ? LITTLE : BIG);
            try {
                while (in.remaining() > 0) {
                    int before = in.position();
                    readSomething(in, random);
                    assertThat(in.position()).isBetween(before, message.length);
                }
            } catch (MalformedMessageException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(10_000, 50_000);
    }

    private static void readSomething(WireReader in, Random random) throws MalformedMessageException {
        int count = random.nextInt(10) - 1;
        switch (random.nextInt(10)) {
            case 0 -> in.u8();
            case 1 -> in.u16();
            case 2 -> in.u32();
            case 3 -> in.u64();
            case 4 -> assertThat(in.bytes(count)).hasSize(count);
            case 5 -> assertThat(in.buffer(count).remaining()).isEqualTo(count);
            case 6 -> in.utf16(count, "text");
            case 7 -> in.utf8(count, "text");
            case 8 -> in.zeroTerminated(Math.max(0, count), UTF_8, "text");
            default -> in.slice(random.nextInt(30), count, "slice");
        }
    }

    private static WireReader reader(String hex) {
        return new WireReader(ByteBuffer.wrap(hex(hex)), LITTLE);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}

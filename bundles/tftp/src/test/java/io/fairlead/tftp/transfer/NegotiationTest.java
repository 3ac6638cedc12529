// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.protocol.TransferMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {
    private static final Negotiation OURS = new Negotiation(65_464, 64, 1 << 20, 0, Set.of());

    @ParameterizedTest
    @CsvSource({
        // T3: what is out of bounds is not acknowledged, what is above ours is lowered
        "blksize, 8, 8",
        "blksize, 7,",
        "blksize, 0,",
        "blksize, -1,",
        "blksize, abc,",
        "blksize, 65464, 65464",
        "blksize, 65465, 65464",
        "blksize, 65535, 65464",
        "blksize, 70000, 65464",
        "blksize, 1000000000000000000000000000000,",
        "windowsize, 0,",
        "windowsize, 1, 1",
        "windowsize, 65535, 64",
        "windowsize, 65536,",
        "timeout, 0,",
        "timeout, 1, 1",
        "timeout, 255, 255",
        "timeout, 256,",
        "utimeout, 9999,",
        "utimeout, 10000, 10000",
        "utimeout, 255000000, 255000000",
        "utimeout, 255000001,",
        "rollover, 0, 0",
        "rollover, 1, 1",
        "rollover, 2,",
        "blksize2, 7,",
        "blksize2, 8, 8",
        "blksize2, 1468, 1024",
        "blksize2, 100000, 32768",
        "tsize, 0, 4711",
        "tsize, enable,",
        "unknown, 1,"
    })
    void readOptions(String name, String asked, String acknowledged) {
        Options answer =
                OURS.answer(read(Map.of(name, asked)), OptionalLong.of(4711)).answer();
        assertThat(answer.values().get(name)).isEqualTo(acknowledged);
    }

    @Test
    void agreedValuesBecomeParameters() {
        var asked = new LinkedHashMap<String, String>();
        asked.put("blksize", "1468");
        asked.put("windowsize", "16");
        asked.put("timeout", "3");
        asked.put("rollover", "1");
        Negotiation.Agreement agreed = OURS.answer(read(asked), OptionalLong.empty());
        assertThat(agreed.parameters()).isEqualTo(new Parameters(1468, 16, 1, Optional.of(Duration.ofSeconds(3))));
        assertThat(agreed.answer().values()).isEqualTo(asked);
    }

    @Test
    void windowFitsTheMemoryOfATransfer() {
        Options answer = OURS.answer(read(Map.of("blksize", "65464", "windowsize", "64")), OptionalLong.empty())
                .answer();
        assertThat(answer.number("windowsize")).hasValue((1 << 20) / 65_464);
    }

    @Test
    void blockIsClampedToTheRoute() {
        Negotiation clamped = OURS.clampedTo(1468);
        assertThat(clamped.answer(read(Map.of("blksize", "8192")), OptionalLong.empty())
                        .answer()
                        .number("blksize"))
                .hasValue(1468);
        assertThat(clamped.answer(read(Map.of("blksize2", "8192")), OptionalLong.empty())
                        .answer()
                        .number("blksize2"))
                .hasValue(1024);
    }

    @Test
    void sizeIsNotAnsweredInNetascii() {
        var request =
                new Request(Request.Kind.READ, "a", TransferMode.NETASCII, new Options(Map.of("tsize", "0"), false));
        assertThat(OURS.answer(request, OptionalLong.of(1)).answer().isEmpty()).isTrue();
    }

    @Test
    void sizeOfAnUploadIsEchoed() {
        var request =
                new Request(Request.Kind.WRITE, "a", TransferMode.OCTET, new Options(Map.of("tsize", "99"), false));
        assertThat(OURS.answer(request, OptionalLong.empty()).answer().number("tsize"))
                .hasValue(99);
    }

    @Test
    void refusedOptionsAreLeftOut() {
        var careful = new Negotiation(65_464, 64, 1 << 20, 0, Set.of("windowsize"));
        Negotiation.Agreement agreed =
                careful.answer(read(Map.of("windowsize", "8", "tsize", "0")), OptionalLong.of(5));
        assertThat(agreed.answer().values()).containsOnlyKeys("tsize");
        assertThat(agreed.parameters()).isEqualTo(Parameters.PLAIN);
    }

    @Test
    void anUnsizedFileLeavesTsizeOut() {
        assertThat(OURS.answer(read(Map.of("tsize", "0")), OptionalLong.empty())
                        .answer()
                        .isEmpty())
                .isTrue();
    }

    private static Request read(Map<String, String> options) {
        return new Request(Request.Kind.READ, "a", TransferMode.OCTET, new Options(options, false));
    }
}

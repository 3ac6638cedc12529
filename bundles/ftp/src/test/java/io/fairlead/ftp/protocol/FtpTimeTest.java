// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FtpTimeTest {
    @ParameterizedTest
    @CsvSource({
        "19980615100045, 1998-06-15T10:00:45Z",
        "19980615100045.014, 1998-06-15T10:00:45.014Z",
        "00000229000000, 0000-02-29T00:00:00Z",
        "99991231235959.999, 9999-12-31T23:59:59.999Z",
        "19700101000000, 1970-01-01T00:00:00Z",
        "19691231235959, 1969-12-31T23:59:59Z"
    })
    void bothWays(String text, Instant time) throws IOException {
        assertThat(FtpTime.decode(text)).isEqualTo(time);
        assertThat(FtpTime.encode(time)).isEqualTo(text.substring(0, 14));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2020",
                "20200230000000",
                "20201301000000",
                "20200101240000",
                "20200101006000",
                "20200101000061",
                "2020010100000x",
                "20200101000000.",
                "20200101000000.x",
                "202001010000001",
                "-0200101000000"
            })
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> FtpTime.decode(text)).isInstanceOf(FtpSyntaxException.class);
    }

    @Test
    void takesALeapSecondAndLongFractions() throws IOException {
        assertThat(FtpTime.decode("20161231235960")).isEqualTo("2016-12-31T23:59:59Z");
        assertThat(FtpTime.decode("20200101000000.123456789012")).isEqualTo("2020-01-01T00:00:00.123456789Z");
    }

    @Test
    void agreesWithTheJdkOnEveryDay() {
        DateTimeFormatter jdk = DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);
        Random random = new Random(3659);
        long first = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
        long last = Instant.parse("9999-12-31T00:00:00Z").getEpochSecond();
        for (long second = first; second <= last; second += 86_400L * 7) {
            Instant time = Instant.ofEpochSecond(second + random.nextInt(86_400));
            assertThat(FtpTime.encode(time)).isEqualTo(jdk.format(time));
        }
        assertThat(FtpTime.encode(Instant.MAX)).isEqualTo("99991231235959");
        assertThat(FtpTime.encode(Instant.MIN)).isEqualTo("00000101000000");
    }

    @Test
    void survivesMutations() throws IOException {
        Mutations.feed(FtpTime::decode, List.of("19980615100045", "19980615100045.014"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.acl.Sid;
import io.fairlead.api.storage.Space;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.protocol.QueryQuotaInfo;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** [MS-FSCC] 2.4.41, 2.4.41.1 and 2.5.2, and [MS-SMB2] 2.2.37.1, byte by byte. */
class QuotaInformationTest {
    private static final Sid SHORT = Sid.of(1, 0);
    private static final Sid LONG = Sid.of(5, 21, 1, 2);
    private static final String SHORT_HEX = "0101000000000001" + "00000000";
    private static final String LONG_HEX = "0103000000000005" + "150000000100000002000000";
    private static final String NONE = "ffffffffffffffff";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void listsEntriesAtMultiplesOfEight() {
        var first = new QuotaInformation(SHORT, 0x1234, QuotaInformation.NONE, 0x10000);
        var second = new QuotaInformation(LONG, 1, QuotaInformation.NONE, QuotaInformation.NONE);
        String one = "0c000000" + "0000000000000000" + "3412000000000000" + NONE + "0000010000000000" + SHORT_HEX;
        String two = "14000000" + "0000000000000000" + "0100000000000000" + NONE + NONE + LONG_HEX;

        assertThat(HexFormat.of().formatHex(QuotaInformation.encode(List.of(first, second))))
                .isEqualTo("38000000" + one + "00000000" + "00000000" + two);
        assertThat(QuotaInformation.encode(List.of())).isEmpty();
        assertThat(first.bytes()).isEqualTo(52);
        assertThat(second.bytes()).isEqualTo(60);
    }

    @Test
    void tellsHowManyFit() {
        var first = new QuotaInformation(SHORT, 0, 0, 0);
        var second = new QuotaInformation(LONG, 0, 0, 0);
        List<QuotaInformation> both = List.of(first, second);
        assertThat(QuotaInformation.fitting(both, 51)).isZero();
        assertThat(QuotaInformation.fitting(both, 52)).isEqualTo(1);
        assertThat(QuotaInformation.fitting(both, 56 + 59)).isEqualTo(1);
        assertThat(QuotaInformation.fitting(both, 56 + 60)).isEqualTo(2);
        assertThat(QuotaInformation.fitting(List.of(), 0)).isZero();
    }

    @Test
    void readsWhoseQuotasAreAskedFor() throws Exception {
        String list = "14000000" + "0c000000" + SHORT_HEX + "00000000" + "14000000" + LONG_HEX;
        assertThat(QueryQuotaInfo.decode(bytes("01000000" + "30000000" + "00000000" + "00000000" + list)))
                .isEqualTo(new QueryQuotaInfo(true, false, List.of(SHORT, LONG), Optional.empty()));
        assertThat(QueryQuotaInfo.decode(bytes("00010000" + "00000000" + "00000000" + "00000000")))
                .isEqualTo(new QueryQuotaInfo(false, true, List.of(), Optional.empty()));
        assertThat(QueryQuotaInfo.decode(
                        bytes("00000000" + "00000000" + "14000000" + "04000000" + "00000000" + LONG_HEX)))
                .isEqualTo(new QueryQuotaInfo(false, false, List.of(), Optional.of(LONG)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "000000000000000000000000000000", // cut
                "00000000" + "14000000" + "00000000" + "00000000", // no list
                "00000000" + "14000000" + "00000000" + "00000000" + "000000000d000000" + SHORT_HEX, // a SID beyond it
                "00000000" + "14000000" + "00000000" + "00000000" + "0000000007000000" + SHORT_HEX, // half a SID
                "00000000" + "14000000" + "00000000" + "00000000" + "040000000c000000" + SHORT_HEX, // entries overlap
                "00000000" + "14000000" + "00000000" + "00000000" + "150000000c000000" + SHORT_HEX, // and go on beyond
                "00000000" + "00000000" + "0c000000" + "04000000" + SHORT_HEX, // an offset that leads out
                "00000000" + "00000000" + "ffffffff" + "00000000" + SHORT_HEX,
                "00000000" + "00000000" + "0c000000" + "00000000" + "0201000000000001" + "00000000", // no such revision
            })
    void refusesWhatNamesNobody(String hex) {
        assertThatThrownBy(() -> QueryQuotaInfo.decode(bytes(hex))).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void tellsTheLimitOfUsersToAVolume() {
        String none = "00".repeat(24) + NONE + NONE + "00000000" + "00000000";
        String some = "00".repeat(24) + NONE + "0000010000000000" + "02000000" + "00000000";
        String files = "00".repeat(24) + NONE + NONE + "02000000" + "00000000";
        assertThat(control(Optional.empty())).isEqualTo(none);
        assertThat(control(Optional.of(0x10000L))).isEqualTo(some);
        assertThat(control(Optional.of(0L))).as("only their number is bounded").isEqualTo(files);
    }

    private static String control(Optional<Long> userQuota) {
        var information = new FileSystemInformation("share", 1, 0, Space.UNKNOWN, userQuota);
        return HexFormat.of()
                .formatHex(information.encode(FileSystemInformation.CONTROL).orElseThrow());
    }
}

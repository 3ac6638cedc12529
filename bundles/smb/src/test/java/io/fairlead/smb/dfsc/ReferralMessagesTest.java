// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.dfsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.net.MalformedMessageException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every version there and back, byte by byte as [MS-DFSC] 2.2 has them, whole and spoilt. */
class ReferralMessagesTest {
    private static final String PATH = "\\h\\d\\l";
    private static final String PATH_BYTES = "5c0068005c0064005c006c000000";
    private static final String TARGET = "\\t\\s";
    private static final String TARGET_BYTES = "5c0074005c0073000000";
    private static final String GUID = "00".repeat(16); // ServiceSiteGuid, or padding

    record Case(String name, String hex, ReferralResponse response) {
        byte[] bytes() {
            return HexFormat.of().parseHex(hex.replace(" ", ""));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> responses() {
        return Stream.of(
                new Case("none", "0000 0000 00000000", new ReferralResponse(0, 0, List.of())),
                new Case(
                        "version 1",
                        "0c00 0100 02000000" + "0100 1200 0000 0000" + TARGET_BYTES,
                        response(new Referral(1, 0, 0, 0, "", "", TARGET, List.of()))),
                new Case(
                        "version 2",
                        "0c00 0100 02000000" + "0200 1600 0000 0000 00000000 2c010000 1600 2400 3200" + PATH_BYTES
                                + PATH_BYTES + TARGET_BYTES,
                        response(Referral.target(2, 0, 0, 300, PATH, TARGET))),
                new Case(
                        "version 3",
                        "0c00 0100 02000000" + "0300 2200 0100 0000 2c010000 2200 3000 3e00" + GUID + PATH_BYTES
                                + PATH_BYTES + TARGET_BYTES,
                        response(Referral.target(3, Referral.ROOT, 0, 300, PATH, TARGET))),
                new Case(
                        "version 3, names of a domain",
                        "0c00 0100 02000000" + "0300 2200 0000 0200 58020000 2200 0200 2800" + GUID + "5c0064000000"
                                + "5c0061000000" + "5c0062000000",
                        response(new Referral(3, 0, Referral.NAME_LIST, 600, "\\d", "", "", List.of("\\a", "\\b")))),
                new Case(
                        "version 4, two targets",
                        "0c00 0200 02000000"
                                + "0400 2200 0000 0400 2c010000 4400 5200 6000" + GUID
                                + "0400 2200 0000 0000 ffffffff 4800 5600 6400" + GUID
                                + PATH_BYTES + PATH_BYTES + TARGET_BYTES
                                + PATH_BYTES + PATH_BYTES + "5c0075005c0073000000",
                        response(
                                Referral.target(4, 0, Referral.TARGET_SET_BOUNDARY, 300, PATH, TARGET),
                                Referral.target(4, 0, 0, 0xffff_ffffL, PATH, "\\u\\s"))));
    }

    private static ReferralResponse response(Referral... referrals) {
        return new ReferralResponse(12, ReferralResponse.STORAGE_SERVERS, List.of(referrals));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void areWrittenAndRead(Case one) throws Exception {
        assertThat(one.response().encode()).isEqualTo(one.bytes());
        assertThat(ReferralResponse.decode(one.bytes())).isEqualTo(one.response());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void areRefusedWhenCut(Case one) {
        byte[] bytes = one.bytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ReferralResponse.decode(cut)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("responses")
    void areReadOrRefusedWhenSpoilt(Case one) {
        byte[] bytes = one.bytes();
        for (int at = 0; at < bytes.length; at++) {
            for (int value : new int[] {0x00, 0x01, 0x7f, 0x80, 0xff}) {
                byte[] spoilt = bytes.clone();
                spoilt[at] = (byte) value;
                try {
                    ReferralResponse.decode(spoilt);
                } catch (MalformedMessageException e) {
                    assertThat(e).hasMessageMatching(".+");
                }
            }
        }
    }

    /** Older servers leave out what version 3 has at its end. */
    @Test
    void readsEntriesWithoutPadding() throws Exception {
        String hex = "0c00010002000000" + "0300120000000000" + "2c010000" + "1200" + "2000" + "2e00" + PATH_BYTES
                + PATH_BYTES + TARGET_BYTES;
        assertThat(ReferralResponse.decode(HexFormat.of().parseHex(hex)).referrals())
                .containsExactly(Referral.target(3, 0, 0, 300, PATH, TARGET));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "0c00 0100 02000000 0500 2200 0000 0000 2c010000 2200 3000 3e00", // a version that there is not
                "0c00 0100 02000000 0000 0800 0000 0000",
                "0c00 0100 02000000 0200 0400 0000 0000", // too small for what it is
                "0c00 ffff 02000000", // more than there can be
                "0c00 0200 02000000 0100 1200 0000 0000 5c0074005c0073000000 0200 1600 0000 0000 00000000 00000000 0000"
                        + " 0000 0000"
            })
    void refusesWhatThereIsNot(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThatThrownBy(() -> ReferralResponse.decode(bytes)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void asks() throws Exception {
        byte[] bytes = HexFormat.of().parseHex("0400" + PATH_BYTES);
        ReferralRequest request = new ReferralRequest(4, PATH);
        assertThat(request.encode()).isEqualTo(bytes);
        assertThat(ReferralRequest.decode(bytes)).isEqualTo(request);
        assertThatThrownBy(() -> ReferralRequest.decode(Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(MalformedMessageException.class);
    }
}

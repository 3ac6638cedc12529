// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.tftp.protocol.Options;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProposalTest {
    private static final Proposal OURS = new Proposal(
            Options.NONE
                    .with("tsize", 0)
                    .with("blksize", 1468)
                    .with("windowsize", 8)
                    .with("timeout", 2),
            0);

    @Test
    void lessIsTaken() throws Exception {
        Proposal.Agreement agreed =
                OURS.accept(new Options(Map.of("blksize", "512", "windowsize", "4", "tsize", "77"), false));
        assertThat(agreed.parameters().blockBytes()).isEqualTo(512);
        assertThat(agreed.parameters().windowBlocks()).isEqualTo(4);
        assertThat(agreed.parameters().timeout()).isEmpty();
        assertThat(agreed.size()).hasValue(77);
    }

    @Test
    void anEmptyAnswerIsPlainTftp() throws Exception {
        assertThat(OURS.accept(Options.NONE).parameters()).isEqualTo(Parameters.PLAIN);
    }

    @ParameterizedTest
    @CsvSource({
        "blksize, 1469",
        "blksize, 7",
        "blksize, 65464",
        "blksize, -1",
        "blksize, abc",
        "blksize, ''",
        "windowsize, 9",
        "windowsize, 0",
        "timeout, 1",
        "timeout, 3",
        "tsize, x",
        "rollover, 0",
        "multicast, ''"
    })
    void moreThanAskedIsRefused(String name, String value) {
        var answer = new Options(Map.of(name, value), false);
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> OURS.accept(answer));
    }

    @Test
    void repeatedOptionIsRefused() {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> OURS.accept(new Options(Map.of("blksize", "512"), true)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** [MS-SMB2] 3.3.5.2.10. */
class ChannelSequenceTest {
    private final ChannelSequence sequence = new ChannelSequence(0xfffe);

    @Test
    void aLowerNumberIsStale() {
        assertThat(sequence.begin(0xfffe, false)).isNotEqualTo(ChannelSequence.STALE);
        assertThat(sequence.begin(0xffff, false)).isNotEqualTo(ChannelSequence.STALE);
        assertThat(sequence.begin(0, false)).isNotEqualTo(ChannelSequence.STALE); // after 0xffff
        assertThat(sequence.begin(0xffff, false)).isEqualTo(ChannelSequence.STALE);
        assertThat(sequence.begin(0x8001, false)).isEqualTo(ChannelSequence.STALE);
    }

    @Test
    void whatIsSentAgainWaitsForWhatItRepeats() {
        int first = sequence.begin(0xfffe, false);
        assertThat(sequence.begin(0xffff, true)).isNotEqualTo(ChannelSequence.STALE); // the first to say so
        assertThat(sequence.begin(0xffff, true)).isEqualTo(ChannelSequence.STALE);
        assertThat(sequence.begin(0xffff, false)).isNotEqualTo(ChannelSequence.STALE);
        sequence.ended(first);
        assertThat(sequence.begin(0xffff, true)).isNotEqualTo(ChannelSequence.STALE);
        sequence.ended(ChannelSequence.STALE);
        assertThat(sequence.begin(0xffff, true)).isNotEqualTo(ChannelSequence.STALE);
    }
}

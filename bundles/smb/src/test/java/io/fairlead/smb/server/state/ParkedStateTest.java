// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.protocol.AppInstance;
import io.fairlead.smb.protocol.LeaseContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an Export keeps of an open, and how a module of another version reads it. */
class ParkedStateTest {
    private static final Durability DURABILITY = new Durability(UUID.randomUUID(), Duration.ofSeconds(7));
    private static final UUID CLIENT = UUID.randomUUID();

    private static ParkedState.Kept kept(Instant writeTime) {
        byte[] locks = new byte[64];
        Arrays.fill(locks, (byte) 0xff);
        locks[3] = 9;
        return new ParkedState.Kept(1, 2, 3, writeTime, true, locks);
    }

    @Test
    void comesBackAsItWas() throws Exception {
        var lease = new LeaseContext(true, UUID.randomUUID(), 7, 4, UUID.randomUUID(), 65535);
        Instant time = Instant.ofEpochSecond(1_700_000_000, 100);
        for (Optional<LeaseContext> one : Arrays.asList(Optional.<LeaseContext>empty(), Optional.of(lease))) {
            for (Optional<AppInstance> application : applications()) {
                var state = new ParkedState(CLIENT, 0x8012_01ff, DURABILITY, one, kept(time), application);
                ParkedState back = ParkedState.decode(state.encode());
                assertThat(back).usingRecursiveComparison().isEqualTo(state);
            }
        }
        var timeless = parked();
        assertThat(ParkedState.decode(timeless.encode()).kept().writeTime()).isNull();
    }

    private static List<Optional<AppInstance>> applications() {
        var version = new AppInstance.Version(-1, 5);
        return List.of(
                Optional.empty(),
                Optional.of(new AppInstance(UUID.randomUUID(), Optional.empty())),
                Optional.of(new AppInstance(UUID.randomUUID(), Optional.of(version))));
    }

    private static ParkedState parked() {
        return new ParkedState(CLIENT, 1, DURABILITY, Optional.empty(), kept(null), Optional.empty());
    }

    /** So that an older module, which knows nothing of applications, reads it after a swap back. */
    @Test
    void isOfTheFirstVersionWithoutAnApplication() {
        assertThat(parked().encode()).startsWith(1);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        byte[] state = parked().encode();
        byte[] newer = state.clone();
        newer[0] = 3;
        assertThatThrownBy(() -> ParkedState.decode(newer)).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> ParkedState.decode(Arrays.copyOf(state, state.length - 1)))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> ParkedState.decode(new byte[0])).isInstanceOf(MalformedMessageException.class);
    }
}

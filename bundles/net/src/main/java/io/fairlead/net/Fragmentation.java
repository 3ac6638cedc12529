// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packets that routers may cut where the next network carries less. Linux forbids it by default, and counts on being
 * told of it; where that message is lost, long datagrams vanish for good. Whoever can't send shorter ones instead asks
 * for packets that may be cut. Possible from Java 19 on.
 */
public final class Fragmentation {
    private static final Logger LOG = LoggerFactory.getLogger(Fragmentation.class);
    private static final SocketOption<Boolean> DONT_FRAGMENT = find();

    private Fragmentation() {}

    /** Whether {@link #allow} has an effect here. */
    public static boolean allowed() {
        return DONT_FRAGMENT != null;
    }

    /** Permits routers to cut what leaves by {@code channel}; best effort. */
    public static void allow(DatagramChannel channel) {
        if (DONT_FRAGMENT != null) {
            try {
                channel.setOption(DONT_FRAGMENT, false);
            } catch (IOException | RuntimeException e) {
                LOG.debug("Packets of {} are not to be cut", channel, e);
            }
        }
    }

    /** By its name, for Java 17 has no such constant. */
    @SuppressWarnings("unchecked") // the JDK documents its type
    private static SocketOption<Boolean> find() {
        try (DatagramChannel probe = DatagramChannel.open()) {
            for (SocketOption<?> option : probe.supportedOptions()) {
                if (option.name().equals("IP_DONTFRAGMENT")) {
                    probe.setOption((SocketOption<Boolean>) option, false);
                    return (SocketOption<Boolean>) option;
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("Packets can't be allowed to be cut", e);
        }
        return null;
    }
}

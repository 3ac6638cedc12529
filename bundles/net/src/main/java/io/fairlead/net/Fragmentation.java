// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packets of IPv4 that routers may cut where the next network carries less. Linux forbids it by default, and counts on being
 * told of it; where that message is lost, long datagrams vanish for good. Whoever can't send shorter ones instead asks
 * for packets that may be cut; routers of IPv6 never do. Possible from Java 19 on; before, on Linux, where Java was started with
 * {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}, as {@code fairlead.jar} is.
 */
public final class Fragmentation {
    private static final Logger LOG = LoggerFactory.getLogger(Fragmentation.class);
    private static final int IPPROTO_IP = 0; // bits/in.h
    private static final int IP_MTU_DISCOVER = 10;
    private static final int PMTUDISC_DONT = 0;
    private static final Switch SWITCH = find();

    private Fragmentation() {}

    private interface Switch {
        void allow(DatagramChannel channel) throws IOException, ReflectiveOperationException;
    }

    /** Whether {@link #allow} has an effect here. */
    public static boolean allowed() {
        return SWITCH != null;
    }

    /** Permits routers to cut what leaves by {@code channel}; best effort. */
    public static void allow(DatagramChannel channel) {
        if (SWITCH != null) {
            try {
                SWITCH.allow(channel);
            } catch (IOException | ReflectiveOperationException | RuntimeException e) {
                LOG.debug("Packets of {} are not to be cut", channel, e);
            }
        }
    }

    private static Switch find() {
        try (DatagramChannel probe = DatagramChannel.open()) {
            Switch found = ofOption(probe);
            if (found == null) {
                found = ofLinux(probe);
            }
            found.allow(probe);
            return found;
        } catch (IOException | ReflectiveOperationException | RuntimeException e) {
            LOG.debug("Packets can't be allowed to be cut: {}", e.toString());
            return null;
        }
    }

    /** By its name, for Java 17 has no such constant. */
    @SuppressWarnings("unchecked") // the JDK documents its type
    private static Switch ofOption(DatagramChannel probe) {
        for (SocketOption<?> option : probe.supportedOptions()) {
            if (option.name().equals("IP_DONTFRAGMENT")) {
                return channel -> channel.setOption((SocketOption<Boolean>) option, false);
            }
        }
        return null;
    }

    /** What Java 19 does for that option, by the method by which Java 17 sets others. */
    private static Switch ofLinux(DatagramChannel probe) throws ReflectiveOperationException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new ReflectiveOperationException("this Java has no option for it");
        }
        Class<?> implementation = probe.getClass();
        Class<?> calls =
                Class.forName(implementation.getPackageName() + ".Net", false, implementation.getClassLoader());
        Method set = calls.getDeclaredMethod(
                "setIntOption0", FileDescriptor.class, boolean.class, int.class, int.class, int.class, boolean.class);
        Method descriptor = implementation.getMethod("getFD");
        set.setAccessible(true);
        descriptor.setAccessible(true);
        return channel ->
                set.invoke(null, descriptor.invoke(channel), false, IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_DONT, false);
    }
}

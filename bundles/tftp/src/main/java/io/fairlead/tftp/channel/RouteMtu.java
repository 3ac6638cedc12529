// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The largest block that the way to a peer carries in one piece, as far as this host knows it: the MTU of the interface
 * that the route leaves by. Asking the system costs a socket, so the answer is kept per network for some time.
 * Thread-safe.
 */
public final class RouteMtu {
    private static final int IPV4_OVERHEAD = 20 + 8 + 4; // IP, UDP, TFTP
    private static final int IPV6_OVERHEAD = 40 + 8 + 4;
    private static final int UNKNOWN_MTU = 1500;
    private static final long KEEP_NANOS = 60_000_000_000L;
    private static final int MOST_KEPT = 1024;

    private final Map<InetAddress, Known> known = new ConcurrentHashMap<>();

    private record Known(int mtu, long until) {}

    /** Bytes of data that fit. */
    public int blockBytes(InetAddress peer) {
        int overhead = peer instanceof Inet6Address ? IPV6_OVERHEAD : IPV4_OVERHEAD;
        return mtu(peer) - overhead;
    }

    private int mtu(InetAddress peer) {
        if (peer.isLoopbackAddress()) {
            return 65_536; // also where the interface can't be asked
        }
        long now = System.nanoTime();
        Known answer = known.get(peer);
        if (answer == null || answer.until - now < 0) {
            answer = new Known(ask(peer), now + KEEP_NANOS);
            if (known.size() >= MOST_KEPT) {
                known.clear();
            }
            known.put(peer, answer);
        }
        return answer.mtu;
    }

    private static int ask(InetAddress peer) {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(new InetSocketAddress(peer, 9)); // sends nothing: it only finds the route
            InetAddress local = ((InetSocketAddress) probe.getLocalAddress()).getAddress();
            NetworkInterface leaving = NetworkInterface.getByInetAddress(local);
            return leaving == null || leaving.getMTU() < 576 ? UNKNOWN_MTU : leaving.getMTU();
        } catch (IOException e) {
            return UNKNOWN_MTU;
        }
    }
}

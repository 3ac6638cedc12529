// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * UDP at one address, or at the wildcard address, that receives for whoever is attached. An answer has to come from the
 * address that was asked, and the JDK does not tell which one a wildcard socket was asked at. So beside that one there
 * is a socket for each address of the machine, which the system prefers; the wildcard socket gets what is left.
 */
final class UdpSocket extends BoundSocket<Endpoints.DatagramHandler> {
    private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);
    private static final int LARGEST_DATAGRAM = 65_535;
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20; // what may wait while nobody is attached
    private static final int MOST_ADDRESSES = 256;
    private static final int PATIENCE = 3; // looks: a new address of IPv6 can't be used for a second or two

    private final SocketEndpoints owner;
    private final UdpPort main;
    private final boolean wildcard;
    private final Map<InetAddress, SelectionKey> beside = new HashMap<>(); // guarded by the endpoints' lock
    private final Map<InetAddress, Integer> failures = new HashMap<>(); // to bind; guarded by the endpoints' lock
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);

    UdpSocket(SocketEndpoints owner, InetSocketAddress address) throws IOException {
        this(owner, bind(DatagramChannel.open(), address, false));
    }

    private UdpSocket(SocketEndpoints owner, UdpPort main) throws IOException {
        super(owner, main.channel(), main.localAddress(), SelectionKey.OP_READ);
        this.owner = owner;
        this.main = main;
        this.wildcard = main.localAddress().getAddress().isAnyLocalAddress()
                && main.channel().supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
    }

    /** {@code shared}: beside a socket of ours; else never, for others would take our datagrams. */
    private static UdpPort bind(DatagramChannel channel, InetSocketAddress address, boolean shared) throws IOException {
        try {
            Fragmentation.allow(channel);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            if (shared) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(address);
            if (shared) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, false);
            }
            return new UdpPort(channel, (InetSocketAddress) channel.getLocalAddress());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether {@link #addresses} is to be called. */
    boolean wantsAddresses() {
        return wildcard;
    }

    /** With the lock held. The machine has these addresses now. */
    void addresses(Set<InetAddress> present) {
        beside.entrySet().removeIf(entry -> {
            boolean gone = !present.contains(entry.getKey());
            if (gone) {
                drop(entry.getValue());
                LOG.info("No longer at {} of {}", entry.getKey().getHostAddress(), this);
            }
            return gone;
        });
        failures.keySet().retainAll(present);
        boolean four = main.localAddress().getAddress() instanceof Inet4Address;
        for (InetAddress address : present) {
            if (!beside.containsKey(address) && !(four && address instanceof Inet6Address)) {
                add(address);
            }
        }
    }

    private void add(InetAddress address) {
        if (beside.size() >= MOST_ADDRESSES) {
            tell(address, "there are " + MOST_ADDRESSES + " others");
            return;
        }
        try {
            beside.put(address, register(bound(address)));
            failures.remove(address);
            LOG.debug("Also at {} of {}", address.getHostAddress(), this);
        } catch (IOException e) {
            tell(address, String.valueOf(e.getMessage()));
        }
    }

    /** It is tried again with the next look. */
    private void tell(InetAddress address, String why) {
        if (failures.merge(address, 1, Integer::sum) == PATIENCE) {
            LOG.warn("{} may answer for {} from another address: {}", this, address.getHostAddress(), why);
        }
    }

    /** Both sockets permit it for that moment, to the same user only; no other program can come in between. */
    private UdpPort bound(InetAddress address) throws IOException {
        // A socket of IPv6 takes longer to handle packets of IPv4.
        DatagramChannel channel = address instanceof Inet4Address
                ? DatagramChannel.open(StandardProtocolFamily.INET)
                : DatagramChannel.open();
        main.channel().setOption(StandardSocketOptions.SO_REUSEPORT, true);
        try {
            int port = main.localAddress().getPort();
            return bind(channel, new InetSocketAddress(address, port), true);
        } finally {
            main.channel().setOption(StandardSocketOptions.SO_REUSEPORT, false);
        }
    }

    private SelectionKey register(UdpPort port) throws IOException {
        return register(port.channel(), port);
    }

    /** What goes on with an earlier one stays with it. */
    private Endpoints.DatagramHandler whose(Endpoints.DatagramHandler newest, InetSocketAddress from) {
        for (Endpoints.DatagramHandler earlier : superseded()) {
            if (earlier.continues(datagram, from)) {
                return earlier;
            }
        }
        return newest;
    }

    @Override
    boolean serveOne(Endpoints.DatagramHandler handler, SelectionKey ready) throws IOException {
        UdpPort at = ready.attachment() == null ? main : (UdpPort) ready.attachment();
        datagram.clear();
        var from = (InetSocketAddress) at.channel().receive(datagram);
        if (from == null) {
            return false;
        }
        datagram.flip();
        guarded(() -> whose(handler, from).received(datagram, from, at));
        if (at == main && wildcard) {
            owner.addressMissed();
        }
        return true;
    }
}

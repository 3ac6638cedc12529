// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import io.fairlead.net.Fragmentation;
import io.fairlead.net.PortRange;
import io.fairlead.tftp.offload.DatagramBatch;
import io.fairlead.tftp.offload.SegmentationOffload;
import io.fairlead.tftp.offload.SocketCalls;
import io.fairlead.tftp.offload.SocketDescriptor;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transfer's own socket; its port is the transfer's TID (RFC 1350 4). It is not connected, for a connected one would
 * never show packets of a foreign TID, which are owed an ERROR 5. One thread receives; any may send.
 */
public final class TransferSocket implements PacketPort, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransferSocket.class);

    private final DatagramChannel channel;
    private final SocketDescriptor descriptor; // null if it is not needed, or was not found
    private volatile InetSocketAddress peer;

    private TransferSocket(DatagramChannel channel, SocketDescriptor descriptor) {
        this.channel = channel;
        this.descriptor = descriptor;
    }

    /**
     * Opens one.
     *
     * @param local address to send from; a wildcard lets the system choose
     * @param ports that TIDs are taken from
     * @throws BindException if none of them is free
     */
    public static TransferSocket open(InetAddress local, PortRange ports) throws IOException {
        return new TransferSocket(bound(local, ports), null);
    }

    /** As {@link #open(InetAddress, PortRange)}, for a transfer that may have windows. */
    public static TransferSocket open(InetAddress local, PortRange ports, SegmentationOffload offload)
            throws IOException {
        SocketCalls calls = offload.calls();
        if (calls == null) {
            return open(local, ports);
        }
        synchronized (SocketDescriptor.OPENING) {
            int next = calls.nextDescriptor();
            DatagramChannel channel = bound(local, ports);
            return new TransferSocket(channel, SocketDescriptor.find(calls, channel, next));
        }
    }

    private static DatagramChannel bound(InetAddress local, PortRange ports) throws IOException {
        // A socket of IPv6 takes longer to handle packets of IPv4.
        DatagramChannel channel = local instanceof Inet4Address
                ? DatagramChannel.open(StandardProtocolFamily.INET)
                : DatagramChannel.open();
        try {
            Fragmentation.allow(channel);
            bind(channel, local, ports);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void bind(DatagramChannel channel, InetAddress local, PortRange ports) throws IOException {
        if (ports.any()) {
            channel.bind(new InetSocketAddress(local, 0));
            return;
        }
        int start = ThreadLocalRandom.current().nextInt(ports.count());
        for (int i = 0; i < ports.count(); i++) {
            try {
                channel.bind(new InetSocketAddress(local, ports.first() + (start + i) % ports.count()));
                return;
            } catch (BindException taken) { // the next one, then
                continue;
            }
        }
        throw new BindException("no free port in " + ports);
    }

    /** Room for {@code bytes} that arrive while nobody receives, as far as the system allows. */
    public void receiveBuffer(int bytes) throws IOException {
        if (channel.getOption(StandardSocketOptions.SO_RCVBUF) < bytes) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, bytes);
        }
    }

    /** Whom {@link #send} sends to. */
    public void peer(InetSocketAddress address) {
        peer = address;
    }

    public InetSocketAddress peer() {
        return peer;
    }

    public InetSocketAddress localAddress() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public boolean send(ByteBuffer packet) throws IOException {
        return channel.send(packet, peer) > 0;
    }

    @Override
    public int chain(int packetBytes) {
        return descriptor == null ? 1 : descriptor.cut(packetBytes);
    }

    @Override
    public void chainRefused() {
        LOG.debug("The system takes no chains of packets for {}", peer);
        descriptor.cutNoMore();
    }

    /**
     * Lets the system put packets of this size together, so that one datagram received may be several, end to end.
     *
     * @return whether it may happen
     */
    boolean join(int packetBytes) {
        return descriptor != null && descriptor.join(packetBytes);
    }

    /** Ends {@link #join}; what was put together before may still come. */
    void joinNoMore() {
        descriptor.joinNoMore();
    }

    /** Room for datagrams that are received together; null if that can't be done here. */
    DatagramBatch batch(int datagramBytes, int datagrams, Intake.Memory memory) throws IOException {
        return descriptor == null
                ? null
                : descriptor.batch(memory.of(DatagramBatch.memoryBytes(datagramBytes, datagrams)), datagramBytes);
    }

    /** Receives pending datagrams without blocking; returns how many. */
    int receive(DatagramBatch into) {
        return descriptor.receive(into);
    }

    /** Sends to somebody else. */
    public void sendTo(ByteBuffer packet, InetSocketAddress other) throws IOException {
        channel.send(packet, other);
    }

    /** Waits for a datagram. */
    public InetSocketAddress receive(ByteBuffer into) throws IOException {
        return (InetSocketAddress) channel.receive(into);
    }

    DatagramChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        try {
            if (descriptor == null) {
                channel.close();
            } else {
                descriptor.close();
            }
        } catch (IOException e) {
            LOG.debug("closing a socket", e); // the descriptor is gone all the same
        }
    }
}

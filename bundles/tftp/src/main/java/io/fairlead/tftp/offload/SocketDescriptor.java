// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.offload;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * The descriptor of a channel's socket, for the options that have a chain of packets pass the system in one piece. The
 * JDK does not tell it. The system gives a new socket the lowest number that is free: so that is asked for before the
 * channel is opened, and then looked for near it, by protocol and local address, which no other socket has.
 */
public final class SocketDescriptor {
    /** Held while a channel is opened, so that transfers do not take numbers from one another. */
    public static final Object OPENING = new Object();

    /** Below it an ERROR could be longer than a packet, and would be cut. */
    private static final int LEAST_PACKET_BYTES = 516;

    private static final int MOST_CHAIN_BYTES = 65_487; // of UDP over IPv6; over IPv4 20 bytes more
    private static final int MOST_PACKETS = 64; // UDP_MAX_SEGMENTS, 128 from Linux 6.9 on
    private static final int UDP_SEGMENT = 103; // linux/udp.h
    private static final int UDP_GRO = 104;
    private static final int NEARBY = 64;
    private static final int MOST_LOWER = 1024;

    private final SocketCalls calls;
    private final DatagramChannel channel;
    private final int number;

    private SocketDescriptor(SocketCalls calls, DatagramChannel channel, int number) {
        this.calls = calls;
        this.channel = channel;
        this.number = number;
    }

    /**
     * Finds that of a channel.
     *
     * @param expected the number that was the next one before {@code channel} was opened
     * @return null if it was not found
     */
    public static SocketDescriptor find(SocketCalls calls, DatagramChannel channel, int expected) throws IOException {
        var local = (InetSocketAddress) channel.getLocalAddress();
        if (expected < 0) {
            return null;
        }
        for (int number = expected; number < expected + NEARBY; number++) { // others may have taken the first ones
            if (calls.isSocketAt(number, local)) {
                return new SocketDescriptor(calls, channel, number);
            }
        }
        for (int number = expected - 1; number >= Math.max(0, expected - MOST_LOWER); number--) { // or left lower ones
            if (calls.isSocketAt(number, local)) {
                return new SocketDescriptor(calls, channel, number);
            }
        }
        return null;
    }

    /** Has the system cut what is sent into packets of this size; how many it takes at a time, 1 if it does not. */
    public int cut(int packetBytes) {
        return packetBytes >= LEAST_PACKET_BYTES && 2 * packetBytes <= MOST_CHAIN_BYTES && set(UDP_SEGMENT, packetBytes)
                ? Math.min(MOST_PACKETS, MOST_CHAIN_BYTES / packetBytes)
                : 1;
    }

    /** Has it send as it is given. */
    public void cutNoMore() {
        set(UDP_SEGMENT, 0);
    }

    /** Lets the system put packets of this size together when they come in; whether it may do so now. */
    public boolean join(int packetBytes) {
        return packetBytes >= LEAST_PACKET_BYTES && 2 * packetBytes <= MOST_CHAIN_BYTES && set(UDP_GRO, 1);
    }

    /** Has it leave them as they come in. */
    public void joinNoMore() {
        set(UDP_GRO, 0);
    }

    /** Room for datagrams that are received together. */
    public DatagramBatch batch(ByteBuffer memory, int datagramBytes) {
        return new DatagramBatch(calls, memory, datagramBytes);
    }

    /** Receives pending datagrams without blocking; returns how many. */
    public int receive(DatagramBatch into) {
        synchronized (this) {
            return channel.isOpen() ? into.receive(number) : 0;
        }
    }

    /** A channel that was closed may have left its number to another socket. */
    private boolean set(int option, int to) {
        synchronized (this) {
            return channel.isOpen() && calls.set(number, SocketCalls.UDP, option, to);
        }
    }

    /** Closes the channel, but not during a call. */
    public void close() throws IOException {
        synchronized (this) {
            channel.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.offload;

import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Datagrams that one recvmmsg(2) has received: its structures, and a place for each datagram. Not thread-safe. */
public final class DatagramBatch {
    // struct mmsghdr { struct msghdr { name, namelen, iov, iovlen, control, controllen, flags }, len }
    private static final int HEADER_BYTES = 64;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTORS = 24;
    private static final int RECEIVED = 56;
    private static final int VECTOR_BYTES = 16; // struct iovec { base, len }
    private static final int NAME_BYTES = 32;
    private static final int SLOT_OVERHEAD = HEADER_BYTES + VECTOR_BYTES + NAME_BYTES;
    private static final int MOST_SLOTS = 16;

    private final SocketCalls calls;
    private final ByteBuffer headers;
    private final ByteBuffer names;
    private final ByteBuffer datagrams;
    private final long start;
    private final int datagramBytes;
    private final int slots;
    private InetSocketAddress from; // last decoded, and from what
    private long fromHead;
    private long fromHigh;
    private long fromLow;

    /** {@code memory}: direct, {@link #memoryBytes} or more. */
    public DatagramBatch(SocketCalls calls, ByteBuffer memory, int datagramBytes) {
        this.calls = calls;
        this.datagramBytes = datagramBytes;
        this.slots = Math.min(MOST_SLOTS, memory.capacity() / (SLOT_OVERHEAD + datagramBytes));
        int vectorsAt = slots * HEADER_BYTES;
        int namesAt = vectorsAt + slots * VECTOR_BYTES;
        int datagramsAt = namesAt + slots * NAME_BYTES;
        this.headers = memory.slice(0, namesAt).order(ByteOrder.nativeOrder());
        this.names = memory.slice(namesAt, slots * NAME_BYTES).order(ByteOrder.nativeOrder());
        this.datagrams = memory.slice(datagramsAt, slots * datagramBytes);
        this.start = calls.addressOf(headers);
        for (int i = 0; i < slots; i++) {
            int header = i * HEADER_BYTES;
            int vector = vectorsAt + i * VECTOR_BYTES;
            for (int at = header; at < header + HEADER_BYTES; at += Long.BYTES) {
                headers.putLong(at, 0);
            }
            headers.putLong(header + NAME, start + namesAt + i * NAME_BYTES);
            headers.putLong(header + VECTOR, start + vector);
            headers.putLong(header + VECTORS, 1);
            headers.putLong(vector, start + datagramsAt + (long) i * datagramBytes);
            headers.putLong(vector + Long.BYTES, datagramBytes);
        }
    }

    /** Memory for this many datagrams. */
    public static int memoryBytes(int datagramBytes, int datagrams) {
        return Math.min(MOST_SLOTS, datagrams) * (SLOT_OVERHEAD + datagramBytes);
    }

    /** Receives; how many datagrams there are now. */
    public int receive(int descriptor) {
        for (int i = 0; i < slots; i++) {
            headers.putInt(i * HEADER_BYTES + NAME_LENGTH, SocketCalls.ADDRESS_BYTES);
        }
        try {
            return calls.receive(descriptor, start, slots);
        } finally {
            Reference.reachabilityFence(headers); // the system writes to all of its memory
        }
    }

    /** Room for one datagram that is received otherwise, before others are. */
    public ByteBuffer first() {
        return datagrams.clear().limit(datagramBytes);
    }

    /** A datagram, until the next call here. */
    public ByteBuffer datagram(int number) {
        int at = number * datagramBytes;
        int length = headers.getInt(number * HEADER_BYTES + RECEIVED);
        return datagrams.clear().limit(at + length).position(at);
    }

    /** Who sent a datagram. The same object again for the same sender, as long as nobody else sends. */
    public InetSocketAddress from(int number) {
        int at = number * NAME_BYTES;
        boolean ipv4 = names.getShort(at) == SocketCalls.AF_INET;
        long head = ipv4 ? names.getLong(at) : names.getInt(at); // family, port, and IPv4's address
        long high = ipv4 ? 0 : names.getLong(at + 8);
        long low = ipv4 ? 0 : names.getLong(at + 16);
        if (from == null || head != fromHead || high != fromHigh || low != fromLow) {
            from = SocketCalls.decoded(names, at);
            fromHead = head;
            fromHigh = high;
            fromLow = low;
        }
        return from;
    }
}

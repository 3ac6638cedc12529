// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.transport;

import io.fairlead.net.BufferPool;
import io.fairlead.smb.transport.MessageMemory;
import io.fairlead.smb.transport.Pace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one writer of a connection. Whoever sends while another thread writes leaves its message to that one, which gathers
 * what has come together; so replies of many threads share system calls. Thread-safe.
 */
public final class Outgoing {
    /** Bytes that may wait before who sends has to wait, too. */
    private static final long MOST_WAITING_BYTES = 4L * 1024 * 1024;

    private static final int MOST_BUFFERS = 64; // of one call; the platform takes 1024

    /** So few bytes are copied together: for a gathering write each thread would get 20 KiB of its own. */
    private static final int SMALL_BYTES = 16 * 1024;

    private static final int PREFIX_BYTES = 4;

    /** So fast, 250 MB/s, it is a matter of copying memory. */
    private static final long FAST_NANOS_PER_BYTE = 4;

    private final GatheringByteChannel channel;
    private final MessageMemory memory;
    private final Queue<Message> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Pace pace = new Pace();
    private volatile boolean fast;
    private volatile IOException failure; // what ended it: nothing is sent after that

    /** What sends bytes by itself, without anybody reading them first. */
    public interface Region {
        /** How many bytes there are. */
        int bytes();

        /**
         * Sends them all.
         *
         * @throws IOException if that failed in the middle: the connection is of no more use
         */
        void sendTo(GatheringByteChannel channel) throws IOException;
    }

    private record Message(List<ByteBuffer> framed, Runnable whenGone) {}

    public Outgoing(GatheringByteChannel channel, MessageMemory memory) {
        this.channel = channel;
        this.memory = memory;
    }

    /**
     * Sends a message, which nobody may change from now on. Blocks only while too much waits to be sent.
     *
     * @param parts of the message, in order
     * @param whenGone run once they are sent, or never will be; by any thread
     * @throws IOException if the connection has failed; also later, for messages that were left to other threads
     */
    public void send(List<ByteBuffer> parts, Runnable whenGone) throws IOException {
        if (enqueue(parts, whenGone) > MOST_WAITING_BYTES) {
            lock.lock();
            drainLocked();
        }
        drain();
        requireLive();
    }

    /**
     * Sends a message whose end sends itself, after what waits. Blocks until all is sent.
     *
     * @throws IOException if the connection has failed, or did now
     */
    public void send(List<ByteBuffer> head, Region region) throws IOException {
        lock.lock();
        try {
            writeWaiting();
            requireLive();
            write(framed(head, length(head) + region.bytes()));
            pace.begin(region.bytes());
            long begun = System.nanoTime();
            region.sendTo(channel);
            fast = System.nanoTime() - begun <= region.bytes() * FAST_NANOS_PER_BYTE;
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        } finally {
            pace.end();
            lock.unlock();
        }
        drain();
    }

    /**
     * Whether the last region went out as fast as memory is copied: then to have another thread serve the next request
     * meanwhile costs more than it saves.
     */
    public boolean isFast() {
        return fast;
    }

    /** Whether the other end has not taken for so long what is being sent, see {@link Pace}. */
    public boolean isLate(Duration patience) {
        return pace.isLate(patience);
    }

    /** Whether the connection has failed: what waited then was not sent. */
    public boolean hasFailed() {
        return failure != null;
    }

    private void requireLive() throws IOException {
        IOException failed = failure;
        if (failed != null) {
            throw new IOException("the connection has failed", failed);
        }
    }

    /**
     * Leaves a message to whoever drains next.
     *
     * @return bytes that wait
     */
    public long enqueue(List<ByteBuffer> parts, Runnable whenGone) {
        int length = length(parts);
        waiting.add(new Message(framed(parts, length), whenGone));
        return waitingBytes.addAndGet(PREFIX_BYTES + length);
    }

    private static int length(List<ByteBuffer> parts) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        return length;
    }

    private static List<ByteBuffer> framed(List<ByteBuffer> parts, int length) {
        List<ByteBuffer> framed = new ArrayList<>(parts.size() + 1);
        framed.add(ByteBuffer.allocate(PREFIX_BYTES).putInt(0, length)); // the first byte is 0: at most 16 MiB
        framed.addAll(parts);
        return framed;
    }

    /** Writes what waits, unless another thread does so. */
    public void drain() throws IOException {
        while (!waiting.isEmpty() && lock.tryLock()) { // again: somebody may have left one just before we let go
            drainLocked();
        }
    }

    /** Writes what waits, and gives the lock back. */
    private void drainLocked() throws IOException {
        try {
            writeWaiting();
        } finally {
            lock.unlock();
        }
    }

    private void writeWaiting() throws IOException {
        List<Message> some = new ArrayList<>();
        List<ByteBuffer> buffers = new ArrayList<>();
        try {
            while (failure == null) {
                Message next;
                while (buffers.size() < MOST_BUFFERS && (next = waiting.poll()) != null) {
                    some.add(next);
                    buffers.addAll(next.framed());
                }
                if (some.isEmpty()) {
                    return;
                }
                waitingBytes.addAndGet(-write(buffers));
                buffers.clear();
                gone(some);
            }
        } finally {
            Message lost;
            while (failure != null && (lost = waiting.poll()) != null) {
                some.add(lost);
            }
            gone(some);
        }
    }

    private static void gone(List<Message> some) {
        some.forEach(message -> message.whenGone().run());
        some.clear();
    }

    private long write(List<ByteBuffer> some) throws IOException {
        int length = length(some);
        pace.begin(length);
        try {
            if (length <= SMALL_BYTES) {
                writeCopied(some, length);
            } else {
                writeGathered(some.toArray(new ByteBuffer[0]));
            }
            return length;
        } catch (IOException e) {
            failure = e;
            throw e;
        } finally {
            pace.end();
        }
    }

    private void writeCopied(List<ByteBuffer> some, int length) throws IOException {
        try (BufferPool.Lease lease = memory.direct(length)) {
            ByteBuffer all = lease.buffer();
            some.forEach(all::put);
            all.flip();
            while (all.hasRemaining()) {
                channel.write(all);
            }
        }
    }

    private void writeGathered(ByteBuffer... buffers) throws IOException {
        int first = 0;
        while (first < buffers.length) {
            channel.write(buffers, first, Math.min(MOST_BUFFERS, buffers.length - first));
            while (first < buffers.length && !buffers[first].hasRemaining()) {
                first++;
            }
        }
    }
}

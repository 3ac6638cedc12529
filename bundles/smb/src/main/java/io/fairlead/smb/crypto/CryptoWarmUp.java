// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes the compiler see the ciphers before peers do: the fast code of AES-GCM comes only after thousands of calls, and
 * large messages are few, so that a fresh process would have a hundredth of its speed for many seconds. Sizes go up
 * from small ones, or the compiler throws its work away at each next size. Runs once in the life of a process, on a
 * thread of its own of the lowest priority, until it has had one and a half seconds of a processor.
 */
public final class CryptoWarmUp implements AutoCloseable {
    private static final long MOST_NANOS = 1_500_000_000L; // of a processor: on a busy machine that takes longer
    private static final long MOST_WALL_NANOS = 60_000_000_000L;
    private static final int ROUNDS = 2;
    private static final int[] SIZES = {128, 1024, 4096, 16 * 1024, 64 * 1024, 1024 * 1024};
    private static final int[] CALLS = {20_000, 15_000, 15_000, 2_500, 250, 16};
    private static final int MESSAGE_ID = 24;
    private static final int LARGE_BYTES = 64 * 1024;
    private static final AtomicBoolean BEGUN = new AtomicBoolean();
    private static final AtomicReference<CryptoWarmUp> LAST = new AtomicReference<>(); // of a client

    private final Thread thread;
    private volatile boolean closed;

    private CryptoWarmUp(long mostNanos) {
        thread = new Thread(() -> run(mostNanos), "fairlead-smb-warm-up");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    /** Begins, unless this was done before in this process. Does not block. */
    public static CryptoWarmUp begin() {
        var warmUp = new CryptoWarmUp(MOST_NANOS);
        if (BEGUN.compareAndSet(false, true)) {
            warmUp.thread.start();
        }
        return warmUp;
    }

    /** A message of a client goes through a cipher or is signed: after a large one, which are few, more will come. Does not block. */
    public static void seen(int bytes) {
        if (bytes >= LARGE_BYTES && !BEGUN.get()) {
            LAST.set(begin());
        }
    }

    /** Whether there was one in this process. */
    static boolean hasBegun() {
        return BEGUN.get();
    }

    /** Ends the one that a client's message began. */
    public static void endSeen() {
        CryptoWarmUp last = LAST.getAndSet(null);
        if (last != null) {
            last.close();
        }
    }

    /** One that runs whether there was one before or not; for tests. */
    static CryptoWarmUp again(long mostNanos) {
        var warmUp = new CryptoWarmUp(mostNanos);
        warmUp.thread.start();
        return warmUp;
    }

    /** Whether it has ended, or never began. */
    public boolean done() {
        return !thread.isAlive();
    }

    /** Ends it within one call of a cipher, and does not wait for that. */
    @Override
    public void close() {
        closed = true;
    }

    private void run(long mostNanos) {
        long begin = System.nanoTime();
        byte[] key = new byte[CipherAlgorithm.AES_128_GCM.keyBytes()];
        var cipher = new MessageCipher(CipherAlgorithm.AES_128_GCM, key);
        var signer = new Signer(SigningAlgorithm.AES_GMAC, key);
        ByteBuffer plain = ByteBuffer.allocate(SIZES[SIZES.length - 1]);
        ByteBuffer room = ByteBuffer.allocate(MessageCipher.roomFor(plain));
        long id = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < SIZES.length; i++) {
                for (int call = 0; call < CALLS[i]; call++) {
                    if (closed || processorNanos(begin) > mostNanos || System.nanoTime() - begin > MOST_WALL_NANOS) {
                        return;
                    }
                    ++id;
                    encrypt(cipher, room, plain.limit(SIZES[i]), id);
                    if (id % 4 == 0) {
                        signer.sign(plain.putLong(MESSAGE_ID, id), true);
                    }
                }
            }
        }
    }

    /** How long this thread has had a processor; where nobody counts that, how long it runs. */
    private static long processorNanos(long begin) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long counted = threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()
                ? threads.getCurrentThreadCpuTime()
                : -1;
        return counted < 0 ? System.nanoTime() - begin : counted;
    }

    private static void encrypt(MessageCipher cipher, ByteBuffer room, ByteBuffer plain, long sessionId) {
        try {
            cipher.decrypt(cipher.encryptInto(room, sessionId, plain));
        } catch (DecryptionException e) {
            throw new IllegalStateException("what was encrypted can be decrypted", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;

/**
 * How fast messages are signed and encrypted, in MB for each second that the thread had a processor. {@code java ... CryptoBenchmark} for all of it; {@code cold} for
 * what large messages see of a fresh process, each half second; {@code warm} for the same after {@link CryptoWarmUp}.
 */
final class CryptoBenchmark {
    private static final int[] SIZES = {256, 64 * 1024, 1024 * 1024};
    private static final int LARGE = 1024 * 1024;

    private CryptoBenchmark() {}

    private interface Work {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        System.out.println(System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        if (args.length == 0) {
            all();
        } else {
            if (args[0].equals("warm")) {
                CryptoWarmUp warmUp = CryptoWarmUp.begin();
                long start = System.nanoTime();
                while (!warmUp.done()) {
                    Thread.onSpinWait();
                }
                System.out.printf(
                        "warm-up %d ms%n",
                        Duration.ofNanos(System.nanoTime() - start).toMillis());
            }
            large(args.length > 1 ? args[1] : "decrypt");
        }
    }

    private static void all() throws Exception {
        for (int size : SIZES) {
            for (SigningAlgorithm each : SigningAlgorithm.values()) {
                var signer = new Signer(each, new byte[16]);
                ByteBuffer message = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
                long[] id = {1};
                rate(each + " sign", size, () -> signer.sign(message.putLong(24, id[0]++), true));
                rate(each + " verify", size, () -> signer.verify(message, true));
            }
            for (CipherAlgorithm each : CipherAlgorithm.values()) {
                var cipher = new MessageCipher(each, new byte[each.keyBytes()]);
                ByteBuffer plain = ByteBuffer.allocate(size);
                ByteBuffer encrypted = cipher.encrypt(1, plain);
                ByteBuffer room = ByteBuffer.allocate(MessageCipher.roomFor(plain));
                rate(each + " encrypt", size, () -> cipher.encryptInto(room, 1, plain));
                rate(
                        each + " decrypt",
                        size,
                        () -> cipher.decrypt(
                                room.clear().put(encrypted.duplicate()).flip()));
            }
        }
    }

    private static void rate(String name, int size, Work work) throws Exception {
        long warm = processorNanos() + 400_000_000L;
        while (processorNanos() < warm) {
            work.run();
        }
        double best = 0;
        for (int i = 0; i < 3; i++) {
            best = Math.max(best, rate(size, 200_000_000L, work));
        }
        System.out.printf("%-24s %8d B %7.0f MB/s%n", name, size, best);
    }

    private static double rate(int size, long nanos, Work work) throws Exception {
        long start = processorNanos();
        long calls = 0;
        do {
            work.run();
            calls++;
        } while (processorNanos() - start < nanos);
        return (double) size * calls * 1000 / (processorNanos() - start);
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void large(String what) throws Exception {
        var cipher = new MessageCipher(CipherAlgorithm.AES_128_GCM, new byte[16]);
        var signer = new Signer(SigningAlgorithm.AES_GMAC, new byte[16]);
        ByteBuffer plain = ByteBuffer.allocate(LARGE).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer encrypted = cipher.encrypt(1, plain);
        ByteBuffer again = ByteBuffer.allocate(MessageCipher.roomFor(plain));
        long[] id = {1};
        Work work =
                switch (what) {
                    case "encrypt" -> () -> cipher.encryptInto(again.clear(), 1, plain);
                    case "sign" -> () -> signer.sign(plain.putLong(24, id[0]++), true);
                    default ->
                        () -> cipher.decrypt(
                                again.clear().put(encrypted.duplicate()).flip());
                };
        long[] rates = new long[8];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = Math.round(rate(LARGE, 500_000_000L, work));
        }
        System.out.println(what + " MB/s each half second: " + Arrays.toString(rates));
    }
}

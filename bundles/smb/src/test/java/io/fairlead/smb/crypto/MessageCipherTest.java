// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fairlead.testing.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.AEADBlockCipher;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class MessageCipherTest {
    private static final long SESSION = 0x8877665544332211L;
    private static final int[] SIZES = {64, 65, 79, 80, 96, 4095, 4096, 4111, 65_536, 70_001, 1_048_657};

    private static byte[] golden(String name) {
        return Wire.golden(MessageCipherTest.class, "transform/" + name + ".hex");
    }

    @ParameterizedTest
    @CsvSource({
        "ccm-write-request, AES_128_CCM, 261b72350558f2e9dcf613070383edbf, 8e40014000011",
        "ccm-read-response, AES_128_CCM, 8fe2b57ec34d2db5b1a9727f526bbdb5, 8e40014000011",
        "gcm-write-request, AES_128_GCM, a2f5e80e5d59103034f32e52f698e5ec, 100000000025"
    })
    void whatWindowsHasEncryptedIsDecryptedAndEncryptedTheSameWay(
            String name, CipherAlgorithm algorithm, String key, String sessionId) throws Exception {
        byte[] message = golden(name);
        byte[] plain = golden(name + "-plain");
        ByteBuffer buffer = ByteBuffer.wrap(message);
        assertThat(MessageCipher.isEncrypted(buffer)).isTrue();
        assertThat(MessageCipher.isEncrypted(ByteBuffer.wrap(plain))).isFalse();
        assertThat(MessageCipher.sessionId(buffer)).isEqualTo(Long.parseLong(sessionId, 16));
        var cipher = new MessageCipher(algorithm, Wire.hex(key));
        assertThat(cipher.decrypt(ByteBuffer.wrap(message.clone()))).isEqualTo(ByteBuffer.wrap(plain));

        Aead aead = algorithm.gcm() ? new Gcm(Jdk.aes(Wire.hex(key))) : new Ccm(Jdk.aes(Wire.hex(key)));
        var box = new Aead.Box(
                Arrays.copyOfRange(message, 20, 20 + algorithm.nonceBytes()), Arrays.copyOfRange(message, 20, 52));
        byte[] out = new byte[plain.length + 16];
        aead.encrypt(box, new ByteBuffer[] {ByteBuffer.wrap(plain)}, plain.length, ByteBuffer.wrap(out));
        assertThat(Arrays.copyOf(out, plain.length)).isEqualTo(Arrays.copyOfRange(message, 52, message.length));
        assertThat(Arrays.copyOfRange(out, plain.length, out.length)).isEqualTo(Arrays.copyOfRange(message, 4, 20));
    }

    @ParameterizedTest
    @EnumSource
    void anotherLibraryDecryptsWhatWasEncrypted(CipherAlgorithm algorithm) throws Exception {
        byte[] key = bytes(algorithm.keyBytes(), 1);
        var cipher = new MessageCipher(algorithm, key);
        var random = new Random(3);
        for (int size : SIZES) {
            byte[] plain = bytes(size, size);
            byte[] message = array(cipher.encrypt(SESSION, pieces(plain, random)));
            assertThat(message).hasSize(52 + size);
            assertThat(theirs(algorithm, key, message)).isEqualTo(plain);
            ByteBuffer direct = ByteBuffer.allocateDirect(message.length + 3)
                    .put(3, message)
                    .position(3);
            assertThat(cipher.decrypt(direct)).isEqualTo(ByteBuffer.wrap(plain));
            assertThat(direct.position()).isEqualTo(3);
            ByteBuffer heap = ByteBuffer.allocate(message.length + 9)
                    .put(5, message)
                    .position(5)
                    .limit(5 + message.length);
            ByteBuffer inPlace = cipher.decrypt(heap);
            assertThat(inPlace).isEqualTo(ByteBuffer.wrap(plain));
            assertThat(inPlace.array()).isSameAs(heap.array());
            assertThat(heap.position()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void roomIsUsedAgain(CipherAlgorithm algorithm) throws Exception {
        byte[] key = bytes(algorithm.keyBytes(), 1);
        var cipher = new MessageCipher(algorithm, key);
        ByteBuffer room = ByteBuffer.wrap(bytes(300, 8)).position(7);
        for (int size : new int[] {200, 64, 225}) {
            ByteBuffer plain = ByteBuffer.wrap(bytes(size, size));
            assertThat(MessageCipher.roomFor(plain)).isLessThanOrEqualTo(room.remaining());
            ByteBuffer message = cipher.encryptInto(room, SESSION, plain);
            assertThat(message.array()).isSameAs(room.array());
            assertThat(message.arrayOffset()).isEqualTo(7);
            assertThat(room.position()).isEqualTo(7);
            assertThat(theirs(algorithm, key, array(message))).isEqualTo(plain.array());
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(100_300).position(7);
        ByteBuffer large = ByteBuffer.wrap(bytes(100_000, 9));
        ByteBuffer sealed = cipher.encryptInto(direct, SESSION, large);
        assertThat(theirs(algorithm, key, array(sealed))).isEqualTo(large.array());
        ByteBuffer tooMuch = ByteBuffer.allocate(226);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> cipher.encryptInto(room, SESSION, tooMuch));
    }

    private static byte[] theirs(CipherAlgorithm algorithm, byte[] key, byte[] message) throws Exception {
        AEADBlockCipher cipher = algorithm.gcm()
                ? GCMBlockCipher.newInstance(AESEngine.newInstance())
                : CCMBlockCipher.newInstance(AESEngine.newInstance());
        byte[] nonce = Arrays.copyOfRange(message, 20, 20 + algorithm.nonceBytes());
        byte[] additional = Arrays.copyOfRange(message, 20, 52);
        cipher.init(false, new AEADParameters(new KeyParameter(key), 128, nonce, additional));
        byte[] plain = new byte[message.length - 52];
        int done = cipher.processBytes(message, 52, message.length - 52, plain, 0);
        done += cipher.processBytes(message, 4, 16, plain, done);
        cipher.doFinal(plain, done);
        return plain;
    }

    /** Cut at random, on the heap and off it, some in the middle of their buffers. */
    private static ByteBuffer[] pieces(byte[] plain, Random random) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int from = 0;
        while (from < plain.length) {
            int count = Math.min(plain.length - from, random.nextInt(plain.length));
            ByteBuffer piece =
                    random.nextBoolean() ? ByteBuffer.allocate(count + 9) : ByteBuffer.allocateDirect(count + 9);
            piece.position(5).put(plain, from, count).limit(5 + count).position(5);
            pieces.add(piece);
            from += count;
        }
        return pieces.toArray(ByteBuffer[]::new);
    }

    @ParameterizedTest
    @EnumSource
    void theHeaderIsThatOfTheSpecification(CipherAlgorithm algorithm) throws Exception {
        var cipher = new MessageCipher(algorithm, new byte[algorithm.keyBytes()]);
        ByteBuffer plain = ByteBuffer.wrap(bytes(100, 5), 10, 80);
        ByteBuffer message = cipher.encrypt(SESSION, plain).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(plain.position()).isEqualTo(10);
        assertThat(message.getInt(0)).isEqualTo(0x424D53FD);
        assertThat(message.getInt(36)).as("OriginalMessageSize").isEqualTo(80);
        assertThat(message.getShort(40)).as("Reserved").isZero();
        assertThat(message.getShort(42)).as("Flags").isEqualTo((short) 1);
        assertThat(message.getLong(44)).as("SessionId").isEqualTo(SESSION);
        for (int unused = 20 + algorithm.nonceBytes(); unused < 36; unused++) {
            assertThat(message.get(unused)).isZero();
        }
        assertThat(MessageCipher.sessionId(message)).isEqualTo(SESSION);
    }

    @ParameterizedTest
    @EnumSource
    void everyBitCounts(CipherAlgorithm algorithm) throws Exception {
        var cipher = new MessageCipher(algorithm, bytes(algorithm.keyBytes(), 1));
        byte[] message = array(cipher.encrypt(SESSION, ByteBuffer.wrap(bytes(70, 2))));
        int unusedFrom = 20 + algorithm.nonceBytes();
        for (int bit = 0; bit < message.length * 8; bit++) {
            byte[] changed = message.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(DecryptionException.class)
                    .as("bit %s; from byte %s on the nonce is additional data", bit, unusedFrom)
                    .isThrownBy(() -> cipher.decrypt(ByteBuffer.wrap(changed)));
        }
        assertThat(cipher.decrypt(ByteBuffer.wrap(message)).remaining()).isEqualTo(70);
    }

    @ParameterizedTest
    @EnumSource
    void damagedMessagesAreRefusedAndNothingElse(CipherAlgorithm algorithm) {
        var cipher = new MessageCipher(algorithm, bytes(algorithm.keyBytes(), 1));
        byte[] message = array(cipher.encrypt(SESSION, ByteBuffer.wrap(bytes(300, 2))));
        Wire.mutations(42, 3000, List.of(message, golden("ccm-write-request")))
                .filter(each -> !Arrays.equals(each, message))
                .forEach(each -> assertThatExceptionOfType(DecryptionException.class)
                        .isThrownBy(() -> cipher.decrypt(ByteBuffer.wrap(each))));
    }

    @Test
    void shortMessagesAreRefused() {
        var cipher = new MessageCipher(CipherAlgorithm.AES_128_GCM, new byte[16]);
        byte[] small = array(cipher.encrypt(SESSION, ByteBuffer.allocate(63)));
        assertThatExceptionOfType(DecryptionException.class).isThrownBy(() -> cipher.decrypt(ByteBuffer.wrap(small)));
        assertThatExceptionOfType(DecryptionException.class)
                .isThrownBy(() -> MessageCipher.sessionId(ByteBuffer.allocate(51)));
        assertThat(MessageCipher.isEncrypted(ByteBuffer.allocate(3))).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MessageCipher(CipherAlgorithm.AES_256_GCM, new byte[16]));
    }

    @ParameterizedTest
    @EnumSource
    void noNonceComesTwiceOverManyThreads(CipherAlgorithm algorithm) throws Exception {
        byte[] key = bytes(algorithm.keyBytes(), 1);
        var cipher = new MessageCipher(algorithm, key);
        Set<ByteBuffer> nonces = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                byte[] plain = bytes(64 + i * 13, i);
                tasks.add(() -> {
                    ByteBuffer message = cipher.encrypt(SESSION, ByteBuffer.wrap(plain));
                    return nonces.add(message.slice(20, 16))
                            && cipher.decrypt(message).equals(ByteBuffer.wrap(plain));
                });
            }
            for (Future<Boolean> each : threads.invokeAll(tasks)) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(nonces).hasSize(500);
    }

    @Test
    void theCountOfNoncesNeverBeginsAnew() {
        var cipher = new MessageCipher(CipherAlgorithm.AES_128_CCM, new byte[16], Long.MAX_VALUE - 1);
        Set<ByteBuffer> nonces = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            nonces.add(cipher.encrypt(SESSION, ByteBuffer.allocate(64)).slice(20, 16));
        }
        assertThat(nonces).hasSize(2);
        for (int i = 0; i < 3; i++) {
            assertThatIllegalStateException().isThrownBy(() -> cipher.encrypt(SESSION, ByteBuffer.allocate(64)));
        }
    }

    @Test
    void sessionsBeginWithOtherNonces() {
        Set<ByteBuffer> prefixes = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            var cipher = new MessageCipher(CipherAlgorithm.AES_128_GCM, new byte[16]);
            prefixes.add(cipher.encrypt(SESSION, ByteBuffer.allocate(64)).slice(20, 4));
        }
        assertThat(prefixes).hasSizeGreaterThan(15);
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    private static byte[] bytes(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}

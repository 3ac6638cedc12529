// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fairlead.testing.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.macs.GMac;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SignerTest {
    private static final byte[] KEY = Wire.hex("2b7e151628aed2a6abf7158809cf4f3c");
    private static final int[] SIZES = {
        64, 65, 79, 80, 81, 96, 120, 4096, 4160, 4161, 4175, 8256, 16_383, 16_384, 65_536, 65_552, 70_001, 131_073
    };
    private static final int SIGNATURE = 48;

    /** RFC 4493 4, examples 1 to 4. */
    @ParameterizedTest
    @CsvSource({
        "0, bb1d6929e95937287fa37d129b756746",
        "16, 070a16b46b4d4144f79bdd9dd04a287c",
        "40, dfa66747de9ae63030ca32611497c827",
        "64, 51f0bebf7e3b9d92fc49741779363cfe"
    })
    void cmacIsThatOfTheRfc(int bytes, String mac) throws Exception {
        byte[] message = Wire.hex("6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710");
        var cmac = new Cmac(KEY);
        for (int cut = 0; cut <= bytes; cut++) {
            cmac.update(ByteBuffer.wrap(message, 0, cut));
            cmac.update(ByteBuffer.wrap(message, cut, bytes - cut));
            assertThat(cmac.finish()).as("cut at %s", cut).isEqualTo(Wire.hex(mac));
        }
    }

    @Test
    void theLastResponseOfALoginToWindowsIsSignedRight() {
        SessionKeys keys = SessionKeys.of(
                0x0311, Wire.hex(SessionKeysTest.SESSION_KEY_311), Wire.hex(SessionKeysTest.PREAUTH_HASH), null);
        var signer = new Signer(SigningAlgorithm.AES_CMAC, keys.signing());
        ByteBuffer response = PreauthHashTest.message("6-session-setup-response");
        byte[] before = response.array().clone();
        assertThat(signer.verify(response, true)).isTrue();
        assertThat(response.array()).as("stays as it is").isEqualTo(before);
        Arrays.fill(response.array(), SIGNATURE, SIGNATURE + 16, (byte) 0);
        signer.sign(response, true);
        assertThat(response.array()).isEqualTo(before);
        assertThat(response.position()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void everyBitCounts(SigningAlgorithm algorithm) {
        var signer = new Signer(algorithm, KEY);
        byte[] message = message(150, 7);
        ByteBuffer buffer = ByteBuffer.wrap(message);
        signer.sign(buffer, true);
        assertThat(signer.verify(buffer, true)).isTrue();
        for (int bit = 0; bit < message.length * 8; bit++) {
            message[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(signer.verify(buffer, true)).as("bit %s", bit).isFalse();
            message[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(signer.verify(buffer, true)).isTrue();
        assertThat(new Signer(algorithm, new byte[16]).verify(buffer, true)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void wherePiecesAreCutDoesNotMatter(SigningAlgorithm algorithm) {
        var signer = new Signer(algorithm, KEY);
        var random = new Random(11);
        for (int size : SIZES) {
            byte[] message = message(size, size);
            ByteBuffer whole = ByteBuffer.wrap(message);
            signer.sign(whole, true);
            byte[] signature = Arrays.copyOfRange(message, SIGNATURE, SIGNATURE + 16);
            for (int tries = 0; tries < 4; tries++) {
                ByteBuffer[] pieces = pieces(message, random);
                assertThat(signer.verify(true, pieces)).as("%s bytes", size).isTrue();
                pieces[0].put(pieces[0].position() + SIGNATURE, new byte[16]);
                signer.sign(true, pieces);
                byte[] again = new byte[16];
                pieces[0].get(pieces[0].position() + SIGNATURE, again);
                assertThat(again).as("%s bytes", size).isEqualTo(signature);
            }
        }
    }

    /** A header and what follows, cut at random, on the heap and off it, some in the middle of their buffers. */
    private static ByteBuffer[] pieces(byte[] message, Random random) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int from = 0;
        while (from < message.length || pieces.isEmpty()) {
            int least = from == 0 ? 64 : 0;
            int count = Math.min(message.length - from, least + random.nextInt(5000));
            ByteBuffer piece =
                    random.nextBoolean() ? ByteBuffer.allocate(count + 9) : ByteBuffer.allocateDirect(count + 9);
            piece.position(5).put(message, from, count).limit(5 + count).position(5);
            pieces.add(piece);
            from += count;
        }
        return pieces.toArray(ByteBuffer[]::new);
    }

    @Test
    void cmacAndGmacAreThoseOfAnotherLibrary() {
        var cmac = new Signer(SigningAlgorithm.AES_CMAC, KEY);
        var gmac = new Signer(SigningAlgorithm.AES_GMAC, KEY);
        for (int size : SIZES) {
            byte[] message = message(size, size + 1);
            byte[] theirs = new byte[16];
            var theirCmac = new CMac(AESEngine.newInstance());
            theirCmac.init(new KeyParameter(KEY));
            theirCmac.update(message, 0, size);
            theirCmac.doFinal(theirs, 0);
            byte[] signed = message.clone();
            cmac.sign(ByteBuffer.wrap(signed), false);
            assertThat(Arrays.copyOfRange(signed, SIGNATURE, SIGNATURE + 16)).isEqualTo(theirs);

            byte[] nonce = Wire.hex("0102030405060708" + "01000000");
            var theirGmac = new GMac(GCMBlockCipher.newInstance(AESEngine.newInstance()));
            theirGmac.init(new ParametersWithIV(new KeyParameter(KEY), nonce));
            theirGmac.update(message, 0, size);
            theirGmac.doFinal(theirs, 0);
            signed = message.clone();
            gmac.sign(ByteBuffer.wrap(signed), true);
            assertThat(Arrays.copyOfRange(signed, SIGNATURE, SIGNATURE + 16)).isEqualTo(theirs);
        }
    }

    @Test
    void gmacTellsServerFromClientAndACancelFromWhatItCancels() {
        var signer = new Signer(SigningAlgorithm.AES_GMAC, KEY);
        byte[] message = message(64, 3);
        signer.sign(ByteBuffer.wrap(message), false);
        assertThat(signer.verify(ByteBuffer.wrap(message), false)).isTrue();
        assertThat(signer.verify(ByteBuffer.wrap(message), true)).isFalse();
        ByteBuffer cancel = ByteBuffer.wrap(message(64, 3)).order(ByteOrder.LITTLE_ENDIAN);
        cancel.putShort(12, (short) 0x000C);
        signer.sign(cancel, false);
        byte[] nonce = Wire.hex("0102030405060708" + "02000000");
        var theirs = new GMac(GCMBlockCipher.newInstance(AESEngine.newInstance()));
        theirs.init(new ParametersWithIV(new KeyParameter(KEY), nonce));
        byte[] zeroed = cancel.array().clone();
        Arrays.fill(zeroed, SIGNATURE, SIGNATURE + 16, (byte) 0);
        theirs.update(zeroed, 0, zeroed.length);
        byte[] tag = new byte[16];
        theirs.doFinal(tag, 0);
        assertThat(Arrays.copyOfRange(cancel.array(), SIGNATURE, SIGNATURE + 16))
                .isEqualTo(tag);
    }

    @Test
    void gmacTakesNoMessageWhoseIdComesAgain() {
        var signer = new Signer(SigningAlgorithm.AES_GMAC, KEY);
        for (long id : new long[] {0, -1}) {
            ByteBuffer message = ByteBuffer.wrap(message(64, 3)).putLong(24, id);
            assertThat(signer.verify(message, true)).isFalse();
            assertThatIllegalArgumentException().isThrownBy(() -> signer.sign(message, true));
        }
    }

    @Test
    void whatIsNoMessageIsNotSigned() {
        var signer = new Signer(SigningAlgorithm.HMAC_SHA256, KEY);
        assertThat(signer.verify(ByteBuffer.allocate(63), true)).isFalse();
        assertThat(signer.verify(true)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> signer.sign(ByteBuffer.allocate(63), true));
        assertThatIllegalArgumentException().isThrownBy(() -> new Signer(SigningAlgorithm.AES_CMAC, new byte[32]));
    }

    @ParameterizedTest
    @EnumSource
    void oneSignerServesManyThreads(SigningAlgorithm algorithm) throws Exception {
        var signer = new Signer(algorithm, KEY);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                byte[] message = message(64 + i * 17, i);
                ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putLong(24, i + 1L);
                tasks.add(() -> {
                    signer.sign(ByteBuffer.wrap(message), true);
                    return signer.verify(ByteBuffer.wrap(message), true)
                            && new Signer(algorithm, KEY).verify(ByteBuffer.wrap(message), true);
                });
            }
            for (Future<Boolean> each : threads.invokeAll(tasks)) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Noise with MessageId 0x0807060504030201, no signature, and a command that is not CANCEL. */
    private static byte[] message(int size, int seed) {
        byte[] message = new byte[size];
        new Random(seed).nextBytes(message);
        ByteBuffer header = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort(12, (short) 8).putLong(24, 0x0807060504030201L);
        Arrays.fill(message, SIGNATURE, SIGNATURE + 16, (byte) 0);
        return message;
    }
}

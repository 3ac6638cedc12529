// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2, RFC 9106. */
final class Argon2Hash implements PasswordHash {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Map<String, Integer> TYPES = Map.of(
            "argon2d", Argon2Parameters.ARGON2_d,
            "argon2i", Argon2Parameters.ARGON2_i,
            "argon2id", Argon2Parameters.ARGON2_id);

    /** Bouncy Castle as Karaf 4.4 has it always takes new memory. */
    private static final boolean MEMORY_IS_REUSED = isMemoryReused();

    private final PhcString phc;
    private final int type;
    private final KdfCost cost;

    private Argon2Hash(PhcString phc) {
        Integer known = TYPES.get(phc.id());
        if (known == null
                || (phc.version() != Argon2Parameters.ARGON2_VERSION_13
                        && phc.version() != Argon2Parameters.ARGON2_VERSION_10)) {
            throw new IllegalArgumentException("password hash is of an unknown kind or version of argon2");
        }
        this.phc = phc;
        this.type = known;
        this.cost = new KdfCost(
                phc.parameter("m", 8, KdfCost.MOST_MEMORY_KIB),
                phc.parameter("t", 1, KdfCost.MOST_ITERATIONS),
                phc.parameter("p", 1, KdfCost.MOST_PARALLELISM));
    }

    private static boolean isMemoryReused() {
        try {
            ReusedMemory.useIn(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id));
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    static Argon2Hash parse(String text) {
        return new Argon2Hash(PhcString.parse(text));
    }

    /** Hashes a password with a new salt. */
    static Argon2Hash of(char[] password, KdfCost cost, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = generate(
                password, Argon2Parameters.ARGON2_id, Argon2Parameters.ARGON2_VERSION_13, cost, salt, HASH_BYTES);
        Map<String, Integer> parameters = new LinkedHashMap<>();
        parameters.put("m", cost.memoryKib());
        parameters.put("t", cost.iterations());
        parameters.put("p", cost.parallelism());
        return new Argon2Hash(new PhcString("argon2id", Argon2Parameters.ARGON2_VERSION_13, parameters, salt, hash));
    }

    @Override
    public boolean matches(char[] password) {
        byte[] hash = generate(password, type, phc.version(), cost, phc.salt(), phc.hash().length);
        return MessageDigest.isEqual(hash, phc.hash());
    }

    /** The PHC string. */
    @Override
    public String toString() {
        return phc.toString();
    }

    private static byte[] generate(char[] password, int type, int version, KdfCost cost, byte[] salt, int length) {
        byte[] secret = PasswordHash.utf8(password);
        try {
            var generator = new Argon2BytesGenerator();
            var parameters = new Argon2Parameters.Builder(type)
                    .withVersion(version)
                    .withMemoryAsKB(cost.memoryKib())
                    .withIterations(cost.iterations())
                    .withParallelism(cost.parallelism())
                    .withSalt(salt);
            if (MEMORY_IS_REUSED) {
                ReusedMemory.useIn(parameters);
            }
            generator.init(parameters.build());
            byte[] hash = new byte[length];
            generator.generateBytes(secret, hash);
            return hash;
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /**
     * Memory that a thread uses again: twenty thousand new objects for each hash, all of them alive, stop everybody while
     * the collector moves them. It goes with the thread, and {@link HashPool}'s end when they are idle.
     */
    private static final class ReusedMemory {
        private static final ThreadLocal<BlockPool> MEMORY =
                ThreadLocal.withInitial(() -> new FixedBlockPool(KdfCost.DEFAULT.memoryKib()));

        static void useIn(Argon2Parameters.Builder parameters) {
            parameters.withBlockPool(MEMORY.get());
        }
    }
}

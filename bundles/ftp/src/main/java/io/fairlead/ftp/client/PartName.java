// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Temporary names of uploads: {@code .fairlead-TARGET-SOURCE.part}, beside the target, of whose name the first part is a hash,
 * so that what was left by an upload to it can be told; the second part is one of the source, so that it can be gone on with,
 * or chance.
 */
final class PartName {
    /** What NLST finds them by. */
    static final String ALL = ".fairlead-*.part";

    private static final Pattern FORM = Pattern.compile("\\.fairlead-([0-9a-f]{12})-[0-9a-f]{16}\\.part");
    private static final int TARGET_DIGITS = 12;
    private static final int SOURCE_DIGITS = 16;

    private PartName() {}

    /** A name that nobody else has. */
    static VPath fresh(VPath target) throws StorageException {
        return of(target, UUID.randomUUID().toString());
    }

    /** The name that uploads of a source to a target have, each time. */
    static VPath of(VPath target, String source) throws StorageException {
        return target.parent()
                .child(".fairlead-" + hash(target.name(), TARGET_DIGITS) + "-" + hash(source, SOURCE_DIGITS) + ".part");
    }

    /** Hashes of the names of targets, for {@link #isOf}. */
    static Set<String> hashes(Set<String> targets) {
        return targets.stream().map(name -> hash(name, TARGET_DIGITS)).collect(Collectors.toSet());
    }

    /** Whether a name is one of an upload to one of these targets. */
    static boolean isOf(Set<String> hashes, String name) {
        Matcher form = FORM.matcher(name);
        return form.matches() && hashes.contains(form.group(1));
    }

    private static String hash(String text, int digits) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, digits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.stream;

import io.fairlead.storage.local.folder.Folder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The file of a stream.
 *
 * @param folder the owner's folder of streams; open as long as the call that it is given to
 * @param file its name there
 * @param found what it is
 * @param created whether this call made it
 */
public record StreamFile(Folder folder, Path file, BasicFileAttributes found, boolean created) {
    private static final int HASH_BYTES = 16;

    /**
     * The name that the file of a stream has: names may be longer than those of files, hold what those can't, and are the
     * same without case. 128 bits of SHA-256 of the folded name, hexadecimal.
     */
    static String fileName(String stream) {
        StringBuilder folded = new StringBuilder(stream.length());
        for (int i = 0; i < stream.length(); i++) {
            folded.append(Character.toLowerCase(Character.toUpperCase(stream.charAt(i))));
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(folded.toString().getBytes(StandardCharsets.UTF_16BE));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException x) {
            throw new IllegalStateException(x); // every Java platform has it
        }
    }
}

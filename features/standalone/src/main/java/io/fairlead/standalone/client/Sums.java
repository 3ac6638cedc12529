// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.api.client.RemoteChecksums.Checksum;
import io.fairlead.vfs.Fairlead;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.commons.vfs2.FileObject;

/** Checksums of files: those that a server computes, and those of what is read here. */
final class Sums {
    /** By their names in the JDK, best first. */
    static final List<String> ALGORITHMS = List.of("SHA-256", "SHA-512", "SHA-1", "MD5", "CRC32");

    private static final int BUFFER_BYTES = 256 * 1024;

    private Sums() {}

    /** The server's own; empty if it has none for this file. */
    static Optional<Checksum> ofServer(FileObject file, List<String> algorithms) throws IOException {
        return Names.isLocal(file) ? Optional.empty() : Fairlead.checksum(file, algorithms);
    }

    /** That of what is read. */
    static Checksum read(ClientSession session, FileObject file, String algorithm, Progress progress)
            throws IOException {
        try (InputStream in = session.read(file, 0)) {
            Sum sum = algorithm.equals("CRC32") ? new Cyclic() : new Digest(algorithm);
            byte[] buffer = new byte[BUFFER_BYTES];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                sum.add(buffer, count);
                progress.add(count);
            }
            return new Checksum(algorithm, sum.hex());
        }
    }

    private interface Sum {
        void add(byte[] bytes, int count);

        String hex();
    }

    private static final class Cyclic implements Sum {
        private final CRC32 crc = new CRC32();

        @Override
        public void add(byte[] bytes, int count) {
            crc.update(bytes, 0, count);
        }

        @Override
        public String hex() {
            return HexFormat.of().toHexDigits(crc.getValue(), 8);
        }
    }

    private static final class Digest implements Sum {
        private final MessageDigest digest;

        Digest(String algorithm) {
            try {
                digest = MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void add(byte[] bytes, int count) {
            digest.update(bytes, 0, count);
        }

        @Override
        public String hex() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}

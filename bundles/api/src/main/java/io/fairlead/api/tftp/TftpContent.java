// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.tftp;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * A file made for one request.
 *
 * @param size in bytes, told to clients that ask for it (RFC 2349); empty if it is not known beforehand
 * @param stream the bytes; the server reads it once, and closes it in any case
 */
public record TftpContent(OptionalLong size, InputStream stream) {
    /** These bytes. */
    public static TftpContent of(byte[] bytes) {
        return new TftpContent(OptionalLong.of(bytes.length), new ByteArrayInputStream(bytes));
    }

    /** This text, in UTF-8. */
    public static TftpContent of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }
}

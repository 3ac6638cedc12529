// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.provider.HostFileNameParser;
import org.apache.commons.vfs2.provider.UriParser;
import org.apache.commons.vfs2.provider.VfsComponentContext;

/**
 * Names of the form {@code scheme://user:password@host:port/path}. Beyond what Commons VFS does, percent-encoded UTF-8 is
 * decoded as such (RFC 3986 2.5). A backslash is a separator, encoded or not, as Commons VFS has it: files with one in
 * their name can be reached by listing their folder only. Thread-safe.
 */
class ConnectorFileNameParser extends HostFileNameParser {
    private static final char[] ENCODED = {'%', '\\'};
    private static final int UTF8_MAX_BYTES = 4;

    ConnectorFileNameParser(int defaultPort) {
        super(defaultPort);
    }

    /** A single name as a file name's path holds it. */
    static String encode(String name) {
        return name.indexOf('%') < 0 && name.indexOf('\\') < 0 ? name : UriParser.encode(name, ENCODED);
    }

    @Override
    public FileName parseUri(VfsComponentContext context, FileName base, String uri) throws FileSystemException {
        return super.parseUri(context, base, decodeUtf8(uri));
    }

    /** Commons VFS would decode {@code %C3%A9} byte by byte into two characters. */
    static String decodeUtf8(String uri) {
        if (uri.indexOf('%') < 0) {
            return uri;
        }
        StringBuilder decoded = new StringBuilder(uri.length());
        int i = 0;
        while (i < uri.length()) {
            int bytes = sequenceLength(uri, i);
            String character = bytes < 2 ? null : character(uri, i, bytes);
            if (character == null) {
                decoded.append(uri.charAt(i++));
            } else {
                decoded.append(character);
                i += 3 * bytes;
            }
        }
        return decoded.toString();
    }

    /** How many encoded bytes the character takes that the one at {@code from} begins; 0 if none is encoded there. */
    private static int sequenceLength(String uri, int from) {
        int first = octet(uri, from);
        if (first < 0xc2) { // not encoded, ASCII, or no first byte
            return 0;
        }
        int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : UTF8_MAX_BYTES;
        for (int i = 1; i < length; i++) {
            if (octet(uri, from + 3 * i) < 0x80) {
                return 0;
            }
        }
        return length;
    }

    private static String character(String uri, int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) octet(uri, from + 3 * i);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null; // Latin 1, then: left to Commons VFS
        }
    }

    private static int octet(String uri, int from) {
        if (from + 2 >= uri.length() || uri.charAt(from) != '%') {
            return -1;
        }
        int high = Character.digit(uri.charAt(from + 1), 16);
        int low = Character.digit(uri.charAt(from + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads replies off a control connection, RFC 959 4.2: strictly, and bounded, since the server may be hostile. For one
 * thread.
 */
public final class ReplyReader {
    /** Bytes of one line; room for the longest path that MLST may show. */
    static final int MAX_LINE_BYTES = 128 * 1024;
    /** Lines of one reply. */
    static final int MAX_LINES = 2_000;
    /** Bytes of one reply. */
    static final int MAX_REPLY_BYTES = 512 * 1024;

    private final ReadableByteChannel in;
    private final Charset charset;
    private final ByteBuffer chunk = ByteBuffer.allocate(4096).limit(0);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);

    public ReplyReader(ReadableByteChannel in, Charset charset) {
        this.in = in;
        this.charset = charset;
    }

    /**
     * Waits for a reply.
     *
     * @throws EOFException if the connection ends before it is complete
     * @throws FtpSyntaxException if it is no reply, or beyond a bound; the connection is useless then
     */
    public Reply next() throws IOException {
        String first = nextLine();
        int code = code(first);
        if (code < 0) {
            throw new FtpSyntaxException("not a reply: " + new Reply(0, first));
        }
        if (first.length() == 3 || first.charAt(3) == ' ') {
            return new Reply(code, first.length() == 3 ? "" : first.substring(4));
        }
        return rest(code, first.substring(4));
    }

    /** Whether bytes behind the last reply have been read already. */
    public boolean hasBuffered() {
        return chunk.hasRemaining();
    }

    /** RFC 959 4.2: the last line starts with the code of the first one and a blank. */
    private Reply rest(int code, String first) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(first);
        int bytes = first.length();
        while (true) {
            String next = nextLine();
            bytes += next.length();
            if (lines.size() == MAX_LINES || bytes > MAX_REPLY_BYTES) {
                throw new FtpSyntaxException("reply " + code + " has no end");
            }
            boolean coded = code(next) == code;
            if (coded && (next.length() == 3 || next.charAt(3) == ' ')) {
                lines.add(next.length() == 3 ? "" : next.substring(4));
                return new Reply(code, lines);
            }
            lines.add(coded ? next.substring(4) : next);
        }
    }

    /** The code that the line starts with, followed by nothing, a blank or a hyphen; else -1. */
    private static int code(String line) {
        if (line.length() < 3 || line.length() > 3 && line.charAt(3) != ' ' && line.charAt(3) != '-') {
            return -1;
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            if (!NumberScanner.isDigit(line.charAt(i))) {
                return -1;
            }
            code = code * 10 + (line.charAt(i) - '0');
        }
        return code >= 100 && code < 600 ? code : -1;
    }

    private String nextLine() throws IOException {
        line.reset();
        while (true) {
            while (chunk.hasRemaining()) {
                byte b = chunk.get();
                if (b == '\n') {
                    String text = line.toString(charset);
                    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                }
                if (line.size() == MAX_LINE_BYTES) {
                    throw new FtpSyntaxException("line of a reply has no end");
                }
                line.write(b);
            }
            if (fill() < 0) {
                throw new EOFException("connection ended");
            }
        }
    }

    private int fill() throws IOException {
        chunk.clear();
        try {
            return in.read(chunk);
        } finally {
            chunk.flip();
        }
    }
}

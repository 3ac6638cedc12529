// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lines of a control connection: ended by CR LF or LF, freed of Telnet sequences (RFC 854, RFC 1123 4.1.2.12), bounded.
 * For one thread.
 */
public final class LineReader {
    /** What a line may take, with Telnet sequences; far beyond any path a storage accepts. */
    public static final int MAX_LINE = 8 * 1024;

    private static final int IAC = 255;
    private static final int DONT = 254;
    private static final int WILL = 251;
    private static final int SUBNEGOTIATION = 250;
    private static final int SUBNEGOTIATION_END = 240;

    /** Where we are inside a Telnet sequence. */
    private enum Telnet {
        TEXT,
        COMMAND,
        OPTION,
        PARAMETERS,
        PARAMETERS_COMMAND
    }

    private final InputStream in;
    private final int maxLine;
    private final byte[] chunk = new byte[1024];
    private int position;
    private int limit;
    private byte[] line = new byte[128];
    private int length;
    private int raw; // bytes of the line so far, with Telnet sequences
    private Telnet telnet = Telnet.TEXT;

    public LineReader(InputStream in) {
        this(in, MAX_LINE);
    }

    /** A reader with a bound of its own on a line's bytes. */
    public LineReader(InputStream in, int maxLine) {
        this.in = in;
        this.maxLine = maxLine;
    }

    /**
     * Waits for a line. If the stream throws, what came of the line so far is kept, and the next call goes on there.
     *
     * @return its bytes without the end, or null at the end of the stream (an unfinished line is dropped)
     * @throws FtpSyntaxException if it is longer than the bound; the stream is useless then
     */
    public byte[] next() throws IOException {
        while (true) {
            if (raw > maxLine) {
                throw new FtpSyntaxException(ReplyCode.UNKNOWN_COMMAND, "line longer than " + maxLine + " bytes");
            }
            if (position == limit && !fill()) {
                return null;
            }
            byte b = chunk[position++];
            raw++;
            if (telnet == Telnet.TEXT && b == '\n') {
                int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                byte[] complete = Arrays.copyOf(line, end);
                Arrays.fill(line, 0, length, (byte) 0); // it may have held a password
                length = 0;
                raw = 0;
                return complete;
            }
            accept(b & 0xff);
        }
    }

    /** Whether bytes beyond the last line have been read already: commands sent ahead, or the begin of one. */
    public boolean hasBuffered() {
        return position < limit || raw > 0;
    }

    private boolean fill() throws IOException {
        int n = in.read(chunk, 0, chunk.length);
        position = 0;
        limit = Math.max(n, 0);
        return n > 0;
    }

    private void accept(int b) {
        switch (telnet) {
            case TEXT -> {
                if (b == IAC) {
                    telnet = Telnet.COMMAND;
                } else {
                    append(b);
                }
            }
            case COMMAND -> {
                telnet = b == SUBNEGOTIATION ? Telnet.PARAMETERS : b >= WILL && b <= DONT ? Telnet.OPTION : Telnet.TEXT;
                if (b == IAC) {
                    append(IAC); // RFC 854: a doubled IAC is the byte 255
                }
            }
            case OPTION -> telnet = Telnet.TEXT;
            case PARAMETERS -> telnet = b == IAC ? Telnet.PARAMETERS_COMMAND : Telnet.PARAMETERS;
            case PARAMETERS_COMMAND -> telnet = b == SUBNEGOTIATION_END ? Telnet.TEXT : Telnet.PARAMETERS;
        }
    }

    private void append(int b) {
        if (length == line.length) {
            line = Arrays.copyOf(line, length * 2);
        }
        line[length++] = (byte) b;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import io.fairlead.api.text.Masked;
import java.util.List;

/**
 * A server's reply as a client reads it, RFC 959 4.2.
 *
 * @param code three digits, 100 to 599
 * @param lines text of each line without its end; the code and the mark behind it are left out where a line has them
 */
public record Reply(int code, List<String> lines) {
    private static final int SHOWN = 200;

    public Reply {
        lines = List.copyOf(lines);
    }

    public Reply(int code, String text) {
        this(code, List.of(text));
    }

    /** Text of the last line, which is the only one of most replies. */
    public String text() {
        return lines.get(lines.size() - 1);
    }

    /** 1yz: another reply follows. */
    public boolean isPreliminary() {
        return code / 100 == 1;
    }

    /** 2yz: done. */
    public boolean isCompletion() {
        return code / 100 == 2;
    }

    /** 3yz: done so far, a further command is needed. */
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /** 5yz: not done, and never will be. */
    public boolean isPermanentFailure() {
        return code / 100 == 5;
    }

    public boolean is(ReplyCode wanted) {
        return code == wanted.value();
    }

    /** Code and last text, bounded and masked: safe to log. */
    @Override
    public String toString() {
        return code + " " + Masked.of(text(), SHOWN);
    }
}

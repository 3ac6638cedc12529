// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.ftp.protocol.CommandLine;
import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.protocol.TextBuffer;
import io.fairlead.ftp.protocol.TextCodec;

/**
 * In which encoding one client gets its answers: in kind. It is UTF-8 until a command comes that is not, and again when one
 * comes that is and is not ASCII; until {@code OPTS UTF8} settles it. The thread of the commands alone changes it.
 */
final class ClientText {
    private final ControlConnection control;
    private volatile TextCodec codec;
    private boolean settled;

    /** {@code codec} is the server's, which writes UTF-8. */
    ClientText(ControlConnection control, TextCodec codec) {
        this.control = control;
        this.codec = codec;
    }

    /** Reads a line, and takes from it how to answer. */
    CommandLine decode(byte[] line) throws FtpSyntaxException {
        CommandLine command = CommandLine.decode(line, codec);
        if (!settled && codec.hasFallback() && !isAscii(line)) {
            answerInKind(!TextCodec.isUtf8(line));
        }
        return command;
    }

    /**
     * {@code OPTS UTF8}.
     *
     * @return false if there is nothing but UTF-8 to answer in
     */
    boolean settle(boolean utf8) {
        if (!utf8 && !codec.hasFallback()) {
            return false;
        }
        settled = true;
        answerInKind(!utf8);
        return true;
    }

    /** A buffer for what a data connection sends. */
    TextBuffer buffer(int capacity) {
        return new TextBuffer(capacity, codec);
    }

    private void answerInKind(boolean on) {
        codec = codec.inKind(on);
        control.answerBy(codec);
    }

    private static boolean isAscii(byte[] line) {
        for (byte each : line) {
            if (each < 0) {
                return false;
            }
        }
        return true;
    }
}

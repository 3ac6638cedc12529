// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import io.fairlead.api.text.Masked;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One command, RFC 959 5.3: a verb, and an argument behind exactly one space. Text is UTF-8 (RFC 2640 2.2).
 *
 * @param verb upper case letters and digits, starting with a letter
 * @param argument as sent, with the blanks a file name may have; empty for none
 */
public record CommandLine(String verb, String argument) {
    /** Longer than any verb in use. */
    private static final int MAX_VERB = 16;

    public static CommandLine of(String verb) {
        return new CommandLine(verb, "");
    }

    /**
     * Reads a line, taken without its end and without Telnet sequences.
     *
     * @param codec of the argument
     * @throws FtpSyntaxException with the reply to give: for a verb that can't be one ({@code UNKNOWN_COMMAND}), or an
     *     argument with NUL, CR or LF or in no known encoding ({@code BAD_ARGUMENT})
     */
    public static CommandLine decode(byte[] line, TextCodec codec) throws FtpSyntaxException {
        int end = 0;
        while (end < line.length && line[end] != ' ') {
            end++;
        }
        String verb = verb(line, end);
        if (end + 1 >= line.length) {
            return new CommandLine(verb, "");
        }
        for (int i = end + 1; i < line.length; i++) {
            // RFC 2640 3.1 has CR as CR NUL in names; nobody sends it, and everybody else's parser would be fooled
            if (line[i] == 0 || line[i] == '\r' || line[i] == '\n') {
                throw new FtpSyntaxException("control character in an argument of " + verb);
            }
        }
        return new CommandLine(verb, text(line, end + 1, codec));
    }

    /**
     * The line to send, with its end.
     *
     * @throws FtpSyntaxException if the argument holds a CR, LF or NUL: it would be read as another command
     */
    public byte[] encode() throws FtpSyntaxException {
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new FtpSyntaxException("control character in an argument of " + verb);
            }
        }
        String line = argument.isEmpty() ? verb + "\r\n" : verb + " " + argument + "\r\n";
        return line.getBytes(StandardCharsets.UTF_8); // never holds 0xFF, so that no Telnet IAC needs doubling
    }

    /** For logs: a secret argument is masked. */
    @Override
    public String toString() {
        boolean secret = verb.equals("PASS") || verb.equals("ACCT");
        return argument.isEmpty() ? verb : verb + " " + (secret ? "***" : Masked.of(argument));
    }

    /** {@code text} for the wire: control characters, which would end a line, as question marks. Logs take {@link Masked}. */
    public static String printable(String text) {
        StringBuilder shown = null;
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                shown = shown == null ? new StringBuilder(text) : shown;
                shown.setCharAt(i, '?');
            }
        }
        return shown == null ? text : shown.toString();
    }

    private static String verb(byte[] line, int length) throws FtpSyntaxException {
        boolean good = length > 0 && length <= MAX_VERB && isLetter(line[0]);
        for (int i = 1; good && i < length; i++) {
            good = isLetter(line[i]) || (line[i] >= '0' && line[i] <= '9');
        }
        if (!good) {
            throw new FtpSyntaxException(ReplyCode.UNKNOWN_COMMAND, "not a verb");
        }
        return new String(line, 0, length, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT);
    }

    private static boolean isLetter(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }

    private static String text(byte[] line, int from, TextCodec codec) throws FtpSyntaxException {
        if (isAscii(line, from)) {
            return new String(line, from, line.length - from, StandardCharsets.US_ASCII);
        }
        try {
            return codec.decode(line, from);
        } catch (CharacterCodingException e) {
            throw new FtpSyntaxException("argument in no known encoding");
        }
    }

    private static boolean isAscii(byte[] line, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] < 0) {
                return false;
            }
        }
        return true;
    }
}

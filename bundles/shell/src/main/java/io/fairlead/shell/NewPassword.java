// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Gets a new password from somewhere that keeps no history: typed twice without an echo, or the first line of a file or of
 * the command's input.
 *
 * @param user whose
 * @param file {@code -} for the command's input; null to ask for it where that is possible without an echo
 */
public record NewPassword(String user, String file) {
    private static final int LONGEST_BYTES = 4096;

    /** Who gives the command. */
    public interface Terminal {
        /** Whether {@link #ask} works. */
        boolean hidesWhatIsTyped();

        /** Asks for a line, which is not echoed; null if there is none. */
        String ask(String prompt) throws IOException;

        /** What was piped into the command, or is typed. */
        InputStream input();
    }

    /**
     * The password; wiping it is the caller's.
     *
     * @throws IOException if there is none, or the two that were typed differ; the message says what to do
     */
    public char[] from(Terminal terminal) throws IOException {
        if (file == null && terminal.hidesWhatIsTyped()) {
            return typed(terminal);
        }
        if (file == null) {
            throw new IOException("this shell can't ask for a password without showing it; pipe it in with"
                    + " --password-file -, or give a file with --password-file FILE");
        }
        if (file.equals("-")) {
            return firstLine(terminal.input(), "the command's input");
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return firstLine(in, file);
        }
    }

    private char[] typed(Terminal terminal) throws IOException {
        String first = terminal.ask("New password of " + user + ": ");
        String again = terminal.ask("Again: ");
        if (first == null || first.isEmpty()) {
            throw new IOException("no password was typed");
        }
        if (!first.equals(again)) {
            throw new IOException("the two passwords differ");
        }
        return first.toCharArray();
    }

    private static char[] firstLine(InputStream in, String source) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n' && next != '\r') {
            if (line.size() == LONGEST_BYTES) {
                throw new IOException("the first line of " + source + " is too long for a password");
            }
            line.write(next);
            next = in.read();
        }
        if (line.size() == 0) {
            throw new IOException("the first line of " + source + " is empty: no password");
        }
        byte[] bytes = line.toByteArray();
        try {
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            char[] password = new char[decoded.remaining()];
            decoded.get(password);
            return password;
        } catch (CharacterCodingException e) {
            throw new IOException("the first line of " + source + " is not UTF-8", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}

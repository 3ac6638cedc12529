// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Where passwords come from that are not on the command line. */
public final class Passwords {
    /** Environment variable that holds one. */
    public static final String VARIABLE = "FAIRLEAD_PASSWORD";

    private Passwords() {}

    /** The password of an account that exists: from the environment, else typed; empty if there is neither. */
    public static Optional<char[]> known(String account) {
        return ask("Password of " + account);
    }

    /** That of the environment; empty if there is none. */
    public static Optional<String> inEnvironment() {
        return Optional.ofNullable(System.getenv(VARIABLE));
    }

    /** That of an account that exists, typed on the terminal; empty if there is nobody to type. */
    public static Optional<String> typed(String account) {
        return Optional.ofNullable(Terminal.askPassword("Password of " + account))
                .map(String::new);
    }

    private static Optional<char[]> ask(String prompt) {
        String password = System.getenv(VARIABLE);
        return password != null
                ? Optional.of(password.toCharArray())
                : Optional.ofNullable(Terminal.askPassword(prompt));
    }

    /**
     * A new password: from the environment, else typed twice, else the first line of standard input.
     *
     * @throws IOException if there is none, or the two differ
     */
    public static char[] fresh(String account) throws IOException {
        Optional<char[]> password = ask("New password of " + account);
        if (password.isPresent() && System.getenv(VARIABLE) == null) {
            char[] again = Terminal.askPassword("Again");
            if (!Arrays.equals(password.get(), again)) {
                throw new IOException("the two passwords differ");
            }
        }
        if (password.isPresent()) {
            return password.get();
        }
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null || line.isEmpty()) {
            throw new IOException(
                    "no password for " + account + ": set " + VARIABLE + ", or give it on standard input");
        }
        return line.toCharArray();
    }
}

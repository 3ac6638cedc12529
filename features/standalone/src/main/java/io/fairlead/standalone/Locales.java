// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Whether Java can name every file here. In the POSIX locale, which many containers and services start with, it encodes
 * names of files and reads its arguments as ASCII, whatever {@code -Dfile.encoding} or {@code -Dsun.jnu.encoding} say;
 * only the locale changes that, and only before the process starts.
 */
public final class Locales {
    private static final String REMEDY = "start with the environment variable LC_ALL=C.UTF-8";

    private Locales() {}

    /** A line for people if names beyond ASCII can't be used. */
    public static Optional<String> warning() {
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));
        return names.newEncoder().canEncode("\u00fc\u4e2d")
                ? Optional.empty()
                : Optional.of(
                        "names of files are limited to " + names.name() + " in this locale; for all names " + REMEDY);
    }

    /** A line for people if the arguments arrived mutilated. */
    static Optional<String> complaint(List<String> arguments) {
        boolean mutilated = arguments.stream().anyMatch(argument -> argument.indexOf('\ufffd') >= 0);
        return mutilated
                ? Optional.of("this locale has no room for the characters of the arguments; " + REMEDY)
                : Optional.empty();
    }
}

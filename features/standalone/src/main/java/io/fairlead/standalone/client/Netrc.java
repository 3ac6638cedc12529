// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and passwords from a file {@code .netrc}, as ftp(1) describes it: {@code machine HOST login NAME password SECRET},
 * in words that stand on one line or on several; {@code default} in the place of a machine is for all others; macros are
 * left out.
 */
final class Netrc {
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");
    private static final Pattern MACRO = Pattern.compile("(?m)^\\s*macdef\\s.*(?:\\R.+)*");

    /**
     * Whom to be there.
     *
     * @param host null for every one
     * @param user null if not said
     * @param password null if not said
     */
    record Login(String host, String user, String password) {
        private boolean isFor(String asked, String name) {
            return (host == null || host.equalsIgnoreCase(asked)) && (name == null || name.equals(user));
        }
    }

    private final Path file;
    private final List<Login> logins;

    private Netrc(Path file, List<Login> logins) {
        this.file = file;
        this.logins = logins;
    }

    /** What {@code file} holds; nothing if it is not there. */
    static Netrc read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return new Netrc(file, List.of());
        }
        return new Netrc(file, parse(Files.readString(file, StandardCharsets.UTF_8)));
    }

    private static List<Login> parse(String text) {
        List<String> words = new ArrayList<>();
        String plain = MACRO.matcher(text).replaceAll("").replaceAll("(?m)^\\s*#.*$", "");
        for (Matcher word = WORD.matcher(plain); word.find(); ) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1).replaceAll("\\\\(.)", "$1"));
        }
        List<Login> logins = new ArrayList<>();
        Login login = null;
        for (int i = 0; i < words.size(); i++) {
            String value = i + 1 < words.size() ? words.get(i + 1) : null;
            switch (words.get(i)) {
                case "machine", "default" -> {
                    add(logins, login);
                    boolean named = words.get(i).equals("machine");
                    login = new Login(named ? value : null, null, null);
                    i += named ? 1 : 0;
                }
                case "login", "user" -> {
                    login = login == null ? null : new Login(login.host(), value, login.password());
                    i++;
                }
                case "password", "passwd" -> {
                    login = login == null ? null : new Login(login.host(), login.user(), value);
                    i++;
                }
                case "account" -> i++;
                default -> {}
            }
        }
        add(logins, login);
        return logins;
    }

    private static void add(List<Login> logins, Login login) {
        if (login != null && login.user() != null) {
            logins.add(login);
        }
    }

    /**
     * The first that is for this host.
     *
     * @param user whom it must be for; null for anybody
     * @throws IOException if it has a password, and others than the owner may read the file
     */
    Optional<Login> find(String host, String user) throws IOException {
        Optional<Login> found =
                logins.stream().filter(login -> login.isFor(host, user)).findFirst();
        if (found.isPresent() && found.get().password() != null) {
            Private.require(file);
        }
        return found;
    }
}

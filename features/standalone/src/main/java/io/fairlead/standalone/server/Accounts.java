// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import io.fairlead.auth.users.User;
import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.standalone.Passwords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may log in, for the start and for the person in front of it.
 *
 * @param names of the accounts
 * @param generated the password of the first, if it was made by us just now; else null
 * @param ntlm whether the first has an NT hash, which SMB needs
 */
record Accounts(List<String> names, String generated, boolean ntlm) {
    private static final String DEFAULT_NAME = "fairlead";

    /**
     * Brings the file in line with the command line. Accounts named there are added or get the new password; if none
     * are, those that a person made stay as they are; if there are none either, one is made (marked generated), with a
     * new password at each start.
     *
     * @param asked {@code NAME:PASSWORD}, or {@code NAME} whose password comes from the environment or the terminal
     * @param ntlm whether what is made here gets an NT hash, which SMB needs
     */
    static Accounts prepare(Path file, List<String> asked, boolean ntlm) throws StartFailure {
        try {
            UsersFile users = UsersFile.load(file);
            UserOptions options = UserOptions.DEFAULT.withNtlm(ntlm);
            String generated = null;
            if (!asked.isEmpty()) {
                for (String account : asked) {
                    set(users, account, options);
                }
                users.users().stream().filter(Accounts::isGenerated).toList().forEach(u -> users.remove(u.name()));
            } else if (users.users().stream().allMatch(Accounts::isGenerated)) {
                generated = generate(users, options);
            }
            if (!asked.isEmpty() || generated != null) {
                users.save();
            }
            List<User> all = users.users();
            boolean first = !all.isEmpty() && all.get(0).options().ntlm();
            return new Accounts(all.stream().map(User::name).toList(), generated, first);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailure(Messages.of(e), e);
        }
    }

    private static boolean isGenerated(User user) {
        return user.options().generated();
    }

    private static String generate(UsersFile users, UserOptions options) {
        Map<String, char[]> passwords = users.regeneratePasswords();
        if (passwords.isEmpty()) {
            return new String(users.addGenerated(DEFAULT_NAME, options));
        }
        passwords.forEach((name, password) -> {
            UserOptions before = users.find(name).orElseThrow().options();
            if (before.ntlm() != options.ntlm()) {
                users.replace(name, password, before.withNtlm(options.ntlm()));
            }
        });
        return new String(passwords.values().iterator().next());
    }

    private static void set(UsersFile users, String account, UserOptions options) throws StartFailure {
        int colon = account.indexOf(':'); // names have none, passwords may
        String name = colon < 0 ? account : account.substring(0, colon);
        char[] password = colon < 0
                ? Passwords.known(name)
                        .orElseThrow(() -> new StartFailure("no password for " + name + ": set " + Passwords.VARIABLE
                                + " or write --user " + name + ":PASSWORD"))
                : account.substring(colon + 1).toCharArray();
        Optional<User> present = users.find(name);
        if (present.isPresent()) {
            UserOptions kept = present.get().options();
            users.replace(name, password, kept.withGenerated(false).withNtlm(kept.ntlm() || options.ntlm()));
        } else {
            users.add(name, password, options);
        }
        Arrays.fill(password, '\0');
    }

    /** A line for people. */
    String line() {
        return generated == null
                ? "users    " + String.join(", ", names)
                : "user     " + names.get(0) + "  password " + generated + "  (new at each start; --user to choose)";
    }

    /** Name and password as in a URL, to show what to type; a password that is somebody's own is not printed. */
    String example() {
        return names.get(0) + ":" + (generated == null ? "PASSWORD" : generated);
    }
}

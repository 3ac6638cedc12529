// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import io.fairlead.api.auth.NtHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Edits a file of users: load, change, {@link #save}. Comments and order stay as they are. A running server follows the
 * file within a second. Passwords given in are not kept; wiping the arrays is the caller's. Not thread-safe.
 *
 * <p>Where a name is given, case does not matter; {@code IllegalArgumentException} with a message for people is thrown
 * for a user who is missing, or there already, or a name or password that can't be used.
 */
public final class UsersFile {
    /** The longest password, in characters. */
    public static final int LONGEST_PASSWORD = 1024;

    private static final int GENERATED_LENGTH = 20; // 5.7 bits each
    private static final String GENERATED_FROM =
            "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"; // no l I O 0 1

    private final Path file;
    private final KdfCost cost;
    private final SecureRandom random = new SecureRandom();
    private final UsersText text;
    private String saved; // null: there is no file yet

    private UsersFile(Path file, KdfCost cost) throws UsersFileException {
        this.file = file;
        this.cost = cost;
        this.saved = Files.exists(file) ? UsersText.read(file) : null;
        this.text = UsersText.parse(file, saved == null ? "" : saved);
    }

    /**
     * Reads the file; one that does not exist is empty, and made by {@link #save}.
     *
     * @throws UsersFileException if it can't be read, or lines of it are broken; the message names them
     */
    public static UsersFile load(Path file) throws UsersFileException {
        return load(file, KdfCost.DEFAULT);
    }

    /** As {@link #load(Path)}, with the cost of the hashes to be made. */
    public static UsersFile load(Path file, KdfCost cost) throws UsersFileException {
        return new UsersFile(file, cost);
    }

    /** Every user, in the order of the file. */
    public List<User> users() {
        return List.copyOf(text.users());
    }

    /** The user of that name, if there is one. */
    public Optional<User> find(String name) {
        return Optional.ofNullable(text.find(name));
    }

    /** Adds a user at the end. With {@link UserOptions#ntlm}, the NT hash of the password is kept, too. */
    public User add(String name, char[] password, UserOptions options) {
        if (text.find(name) != null) {
            throw new IllegalArgumentException("user " + name + " is in " + file + " already");
        }
        return put(name, password, options);
    }

    /** Sets the password, and the NT hash if the user has one. The user is not {@code generated} any more. */
    public User setPassword(String name, char[] password) {
        User user = wanted(name);
        return put(user.name(), password, user.options().withGenerated(false));
    }

    /**
     * Sets the options. An NT hash is dropped by {@code ntlm == false}; to get one a user needs a new password, see
     * {@link #replace}.
     */
    public User setOptions(String name, UserOptions options) {
        User user = wanted(name);
        if (options.ntlm() && user.ntHash() == null) {
            throw new IllegalArgumentException("user " + user.name() + " needs a new password to be allowed NTLM");
        }
        return put(new User(user.name(), user.passwordHash(), options.ntlm() ? user.ntHash() : null, options));
    }

    /** Sets password and options together. */
    public User replace(String name, char[] password, UserOptions options) {
        return put(wanted(name).name(), password, options);
    }

    /** Adds a user with a random password, marked {@code generated}; returns the password. */
    public char[] addGenerated(String name, UserOptions options) {
        char[] password = randomPassword();
        add(name, password, options.withGenerated(true));
        return password;
    }

    /** Gives each user marked {@code generated} a new random password; returns them by user. */
    public Map<String, char[]> regeneratePasswords() {
        Map<String, char[]> passwords = new LinkedHashMap<>();
        for (User user : users()) {
            if (user.options().generated()) {
                char[] password = randomPassword();
                put(user.name(), password, user.options());
                passwords.put(user.name(), password);
            }
        }
        return passwords;
    }

    /** Removes the user's line. */
    public void remove(String name) {
        text.remove(wanted(name).name());
    }

    /**
     * Writes the file at once (who reads it sees the old or the new one), with mode 600 where the file system has modes.
     *
     * @throws UsersFileException if it was changed since it was read; nothing is written then
     * @throws IOException if it can't be written
     */
    public void save() throws IOException {
        String now = Files.exists(file) ? UsersText.read(file) : null;
        if (saved == null ? now != null : !saved.equals(now)) {
            throw new UsersFileException(file + ": changed by somebody else meanwhile; nothing was written", null);
        }
        String next = text.toString();
        AtomicFile.write(file, next);
        saved = next;
    }

    private User wanted(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no user " + name + " in " + file));
    }

    private User put(String name, char[] password, UserOptions options) {
        UserName.check("user", name);
        check(password);
        NtHash nt = options.ntlm() ? NtHash.of(password) : null;
        return put(new User(name, Argon2Hash.of(password, cost, random), nt, options));
    }

    private User put(User user) {
        text.put(user);
        return user;
    }

    private static void check(char[] password) {
        if (password.length == 0 || password.length > LONGEST_PASSWORD) {
            throw new IllegalArgumentException(
                    "the password has " + password.length + " characters; expected 1 to " + LONGEST_PASSWORD);
        }
        for (char c : password) {
            if (Character.isISOControl(c)) { // no protocol lets one through
                throw new IllegalArgumentException("the password holds a control character");
            }
        }
    }

    private char[] randomPassword() {
        char[] password = new char[GENERATED_LENGTH];
        for (int i = 0; i < password.length; i++) {
            password[i] = GENERATED_FROM.charAt(random.nextInt(GENERATED_FROM.length()));
        }
        return password;
    }
}

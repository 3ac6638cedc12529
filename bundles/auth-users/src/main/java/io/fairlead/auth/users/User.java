// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.NtHash;
import java.util.Optional;

/** A user of the file. Immutable; prints no secret. */
public final class User {
    /** In the place of the hash of a user who can't log in by a password. */
    static final String NO_PASSWORD = "*";

    private final String name;
    private final PasswordHash passwordHash;
    private final NtHash ntHash;
    private final UserOptions options;

    /** {@code passwordHash} is null for none; {@code ntHash} is null unless {@link UserOptions#ntlm}. */
    User(String name, PasswordHash passwordHash, NtHash ntHash, UserOptions options) {
        UserName.check("user", name);
        this.name = name;
        this.passwordHash = passwordHash;
        this.ntHash = ntHash;
        this.options = options;
    }

    /**
     * Reads a line, {@code name:hash options}.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static User parse(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("no colon; expected name:hash, then options");
        }
        String[] rest = line.substring(colon + 1).split("[ \t]+", 2);
        OptionText options = OptionText.parse(rest.length > 1 ? rest[1] : "");
        PasswordHash hash = rest[0].equals(NO_PASSWORD) ? null : PasswordHash.parse(rest[0]);
        return new User(line.substring(0, colon), hash, options.ntHash(), options.options());
    }

    /** As the file spells it. */
    public String name() {
        return name;
    }

    public UserOptions options() {
        return options;
    }

    /** Who logs in by it. */
    public Identity identity() {
        return new Identity(name, options.groups(), options.home(), options.rights(), options.limits());
    }

    /** How the password is kept, for instance {@code argon2id} or {@code 2y}; empty if the user has none. */
    public Optional<String> passwordKind() {
        return Optional.ofNullable(passwordHash)
                .map(PasswordHash::toString)
                .map(text -> text.substring(1, text.indexOf('$', 1)));
    }

    /** Null for none. */
    PasswordHash passwordHash() {
        return passwordHash;
    }

    /** Null for none. */
    NtHash ntHash() {
        return ntHash;
    }

    /** What {@link #parse} reads. */
    String line() {
        String text = OptionText.format(options, ntHash);
        return name + ":" + (passwordHash == null ? NO_PASSWORD : passwordHash) + (text.isEmpty() ? "" : " " + text);
    }

    @Override
    public String toString() {
        return "User[" + name + "]";
    }
}

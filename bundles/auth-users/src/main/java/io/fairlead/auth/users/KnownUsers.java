// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The users of one reading of the file. Immutable. */
final class KnownUsers {
    private final Map<String, User> byKey;
    private final List<PasswordHash> hashes;

    KnownUsers(Collection<User> users) {
        byKey = users.stream().collect(Collectors.toUnmodifiableMap(u -> UserName.key(u.name()), Function.identity()));
        hashes = users.stream().map(User::passwordHash).filter(Objects::nonNull).toList();
    }

    Optional<User> find(String name) {
        return Optional.ofNullable(byKey.get(UserName.key(name)));
    }

    int size() {
        return byKey.size();
    }

    /**
     * What to compute in vain for a user who does not exist: the hash of one who does, always the same one for a name,
     * so that unknown names take as long as known ones whatever mixture of hashes the file has.
     */
    PasswordHash decoy(String name, ProcessKey key, PasswordHash fallback) {
        if (hashes.isEmpty()) {
            return fallback;
        }
        byte[] sign = key.sign(new byte[0], UserName.key(name));
        int number = (sign[0] & 0xff) << 16 | (sign[1] & 0xff) << 8 | (sign[2] & 0xff);
        return hashes.get(number % hashes.size());
    }
}

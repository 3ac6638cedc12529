// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import io.fairlead.api.auth.Accounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The file of users, for consoles. One change at a time in this process; {@link UsersFile#save} sees those of others. */
final class UsersAccounts implements Accounts {
    private final Supplier<Path> file;

    /** @param file the one in force */
    UsersAccounts(Supplier<Path> file) {
        this.file = file;
    }

    @Override
    public List<String> names() throws IOException {
        return UsersFile.load(file.get()).users().stream().map(User::name).toList();
    }

    @Override
    public void add(String name, char[] password, String options) throws IOException {
        change(users -> users.add(name, password, UserOptions.parse(options)));
    }

    @Override
    public void setPassword(String name, char[] password) throws IOException {
        change(users -> users.setPassword(name, password));
    }

    private interface Change {
        void apply(UsersFile users);
    }

    private void change(Change change) throws IOException {
        synchronized (UsersAccounts.class) { // two authenticators may have one file
            UsersFile users = UsersFile.load(file.get());
            change.apply(users);
            users.save();
        }
    }
}

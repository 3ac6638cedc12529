// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.user;

import io.fairlead.auth.users.User;
import io.fairlead.auth.users.UsersFile;
import picocli.CommandLine.Command;

/** {@code user list}. */
@Command(name = "list", description = "Lists the accounts, with their options.")
final class ListUsersCommand extends AccountsCommand {
    @Override
    void run(UsersFile users) {
        for (User user : users.users()) {
            out().println((user.name() + " " + user.options()).strip());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.user;

import io.fairlead.auth.users.UsersFile;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code user rm NAME}. */
@Command(name = "rm", description = "Removes an account. Files are not touched.")
final class RemoveUserCommand extends AccountsCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the account.")
    private String name;

    @Override
    void run(UsersFile users) throws IOException {
        users.remove(name);
        users.save();
        out().println("removed " + name);
    }
}

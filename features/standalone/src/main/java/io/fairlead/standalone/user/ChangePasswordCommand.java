// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.user;

import io.fairlead.auth.users.UsersFile;
import io.fairlead.standalone.Passwords;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code user passwd NAME}. */
@Command(name = "passwd", description = "Gives an account a new password.")
final class ChangePasswordCommand extends AccountsCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the account.")
    private String name;

    @Override
    void run(UsersFile users) throws IOException {
        if (users.find(name).isEmpty()) {
            throw new IOException("there is no account " + name);
        }
        users.setPassword(name, Passwords.fresh(name));
        users.save();
        out().println("changed " + name);
    }
}

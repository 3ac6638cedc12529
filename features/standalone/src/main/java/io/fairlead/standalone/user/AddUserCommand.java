// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.user;

import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.standalone.Passwords;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code user add NAME [OPTION=VALUE...]}. */
@Command(name = "add", description = "Adds an account.")
final class AddUserCommand extends AccountsCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the new account.")
    private String name;

    @Parameters(
            index = "1..*",
            paramLabel = "OPTION",
            description = "Options as the file has them, for instance groups=staff home=/pub rights=list,read ntlm.")
    private List<String> options = List.of();

    @Override
    void run(UsersFile users) throws IOException {
        UserOptions parsed = UserOptions.parse(String.join(" ", options));
        users.add(name, Passwords.fresh(name), parsed);
        users.save();
        out().println("added " + name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.NewPassword;
import io.fairlead.shell.Operations;
import io.fairlead.shell.karaf.completion.AuthenticatorNames;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code fairlead:user-add}. */
@Service
@Command(
        scope = "fairlead",
        name = "user-add",
        description = "Adds an account; the password is asked for, or read from a file")
public final class AddUserCommand implements Action {
    @Reference
    Operations operations;

    @Reference
    Session session;

    @Option(name = "--authenticator", description = "Name of the authenticator, where there are several")
    @Completion(AuthenticatorNames.class)
    String authenticator;

    @Option(
            name = "--password-file",
            description = "File whose first line is the password; - for what is piped into the command")
    String passwordFile;

    @Argument(index = 0, name = "USER", description = "Name of the account", required = true)
    String user;

    @Argument(
            index = 1,
            name = "OPTION",
            description =
                    "Options as the file of accounts has them, for instance groups=staff home=/pub rights=list,read",
            multiValued = true)
    List<String> options = List.of();

    @Override
    public Object execute() throws IOException {
        char[] password = new NewPassword(user, passwordFile).from(new KarafTerminal(session));
        try {
            Output.print(operations.addUser(authenticator, user, password, String.join(" ", options)));
        } finally {
            Arrays.fill(password, ' ');
        }
        return null;
    }
}

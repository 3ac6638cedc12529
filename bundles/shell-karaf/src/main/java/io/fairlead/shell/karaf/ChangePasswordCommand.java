// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.NewPassword;
import io.fairlead.shell.Operations;
import io.fairlead.shell.karaf.completion.AuthenticatorNames;
import io.fairlead.shell.karaf.completion.UserNames;
import java.io.IOException;
import java.util.Arrays;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code fairlead:user-passwd}. */
@Service
@Command(
        scope = "fairlead",
        name = "user-passwd",
        description = "Gives an account a new password; the password is asked for, or read from a file")
public final class ChangePasswordCommand implements Action {
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
    @Completion(UserNames.class)
    String user;

    @Override
    public Object execute() throws IOException {
        char[] password = new NewPassword(user, passwordFile).from(new KarafTerminal(session));
        try {
            Output.print(operations.setPassword(authenticator, user, password));
        } finally {
            Arrays.fill(password, ' ');
        }
        return null;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.gogo;

import io.fairlead.shell.NewPassword;
import io.fairlead.shell.Operations;
import java.util.Arrays;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;

/** The command {@code fairlead:user-passwd}; Gogo takes no method of such a name. */
public final class ChangePassword implements Function, PlainCommand {
    private static final String USAGE =
            """
            usage: fairlead:user-passwd [--authenticator NAME] [--password-file FILE|-] USER
              gives an account a new password
            """;

    private final Operations operations;

    ChangePassword(Operations operations) {
        this.operations = operations;
    }

    @Override
    @SuppressWarnings("SystemOut") // the session's, or a pipe
    public Object execute(CommandSession session, List<Object> arguments) throws Exception {
        UserArguments given = UserArguments.parse(arguments, USAGE);
        if (!given.rest().isEmpty()) {
            throw new IllegalArgumentException(USAGE);
        }
        char[] password = new NewPassword(given.user(), given.passwordFile()).from(new GogoTerminal(session));
        try {
            System.out.print(operations.setPassword(given.authenticator(), given.user(), password));
        } finally {
            Arrays.fill(password, ' ');
        }
        return null;
    }
}

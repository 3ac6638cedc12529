// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.NewPassword;
import java.io.IOException;
import java.io.InputStream;
import org.apache.karaf.shell.api.console.Session;

/** What a session of Karaf can ask. One without a terminal, as {@code bin/client COMMAND} has it, asks nothing. */
record KarafTerminal(Session session) implements NewPassword.Terminal {
    @Override
    public boolean hidesWhatIsTyped() {
        return session.getTerminal() != null;
    }

    @Override
    public String ask(String prompt) throws IOException {
        return session.readLine(prompt, '\0');
    }

    @Override
    public InputStream input() {
        return System.in; // the session's, or a pipe
    }
}

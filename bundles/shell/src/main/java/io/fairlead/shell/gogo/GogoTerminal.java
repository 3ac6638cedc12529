// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.gogo;

import io.fairlead.shell.NewPassword;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.apache.felix.service.command.CommandSession;

/** What a Gogo session can ask: without an echo where JLine reads its lines, which is found without being imported. */
record GogoTerminal(CommandSession session) implements NewPassword.Terminal {
    private static final String READER = ".reader"; // the session's variable, by org.apache.felix.gogo.jline

    @Override
    public boolean hidesWhatIsTyped() {
        return reader() != null;
    }

    @Override
    public String ask(String prompt) throws IOException {
        Object reader = reader();
        try {
            Method readLine = reader.getClass().getMethod("readLine", String.class, Character.class);
            return (String) readLine.invoke(reader, prompt, '\0');
        } catch (InvocationTargetException e) { // Ctrl-C, Ctrl-D
            throw new IOException("no password was typed", e);
        } catch (ReflectiveOperationException e) {
            throw new IOException("this shell can't ask for a password; give it in a file", e);
        }
    }

    @Override
    public InputStream input() {
        return System.in; // the session's, or a pipe
    }

    private Object reader() {
        return session.get(READER);
    }
}

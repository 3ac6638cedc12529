// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;

/** A Gogo session. */
final class Console {
    private static final String STATUS = "(&(osgi.command.scope=fairlead)(osgi.command.function=status))";

    private final CommandProcessor processor;

    Console(Framework framework) {
        await("the commands").until(() -> framework.context().getAllServiceReferences(null, STATUS) != null);
        processor = framework.service(CommandProcessor.class);
    }

    /** What the command prints. */
    String run(String command) {
        try {
            return execute(command);
        } catch (Exception e) {
            throw new AssertionError(command, e);
        }
    }

    /** As {@link #run}, for a command that fails. */
    String execute(String command) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
                CommandSession session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            session.execute(command);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}

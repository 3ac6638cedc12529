// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone;

import io.fairlead.api.text.Masked;
import io.fairlead.standalone.client.Names;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line {@code java -jar fairlead.jar}. */
@Command(
        name = "fairlead",
        description = "File servers and clients: serves a folder, or works on files at any URL.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "fairlead help COMMAND tells more of one."})
public final class Main {
    private Main() {}

    /** Runs the command and ends the process: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] arguments) {
        Optional<String> complaint = Locales.complaint(List.of(arguments));
        if (complaint.isPresent()) {
            System.err.println("fairlead: " + complaint.get());
            System.exit(CommandLine.ExitCode.USAGE);
        }
        System.exit(commandLine(arguments).execute(arguments));
    }

    /** What runs these arguments. */
    public static CommandLine commandLine(String... arguments) {
        quietLibraries();
        resumeTlsByIds();
        CommandLine line = new CommandLine(new Main());
        Commands.addTo(line, List.of(arguments));
        return line.setExecutionExceptionHandler((failure, command, parsed) -> fail(command, Names.oneLine(failure)))
                .setParameterExceptionHandler(Main::wrongUsage);
    }

    private static int wrongUsage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String message = unknownCommand(failure).orElseGet(() -> Names.oneLine(failure));
        command.getErr().println(name(command) + ": " + message + " (" + name(command) + " --help)");
        return CommandLine.ExitCode.USAGE;
    }

    private static Optional<String> unknownCommand(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)
                || unmatched.isUnknownOption()
                || failure.getCommandLine().getSubcommands().isEmpty()) {
            return Optional.empty();
        }
        List<String> alike = unmatched.getSuggestions();
        return Optional.of(
                "there is no command " + Masked.of(unmatched.getUnmatched().get(0))
                        + (alike.isEmpty() ? "" : "; alike are " + String.join(", ", alike)));
    }

    private static int fail(CommandLine command, String message) {
        command.getErr().println(name(command) + ": " + message);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName(" ");
    }

    /**
     * FTP servers want data connections to resume the control connection's TLS session. In TLS 1.2 the JDK asks for a ticket,
     * throws away those of vsftpd, which last too long for it, and then has neither a ticket nor an id; so it is to ask for
     * none, and gets an id from every server. Read when a TLS context is made; it is nothing to TLS 1.3.
     */
    private static void resumeTlsByIds() {
        String tickets = "jdk.tls.client.enableSessionTicketExtension";
        System.setProperty(tickets, System.getProperty(tickets, "false"));
    }

    /** What libraries log would only be noise beside our one line; {@code -Dorg.slf4j...=debug} brings it back. */
    private static void quietLibraries() {
        String level = "org.slf4j.simpleLogger.defaultLogLevel";
        System.setProperty(level, System.getProperty(level, "off"));
        String factory = "org.apache.commons.logging.LogFactory"; // which would else be searched for in many places
        System.setProperty(factory, System.getProperty(factory, factory.replace("LogFactory", "impl.Slf4jLogFactory")));
    }

    /** Version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"fairlead " + (version == null ? "(not packaged)" : version)};
        }
    }
}

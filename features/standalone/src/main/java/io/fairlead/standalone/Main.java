// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone;

import io.fairlead.standalone.client.CatCommand;
import io.fairlead.standalone.client.ChecksumCommand;
import io.fairlead.standalone.client.CopyCommand;
import io.fairlead.standalone.client.GetCommand;
import io.fairlead.standalone.client.ListCommand;
import io.fairlead.standalone.client.MakeFolderCommand;
import io.fairlead.standalone.client.MoveCommand;
import io.fairlead.standalone.client.Names;
import io.fairlead.standalone.client.PutCommand;
import io.fairlead.standalone.client.RemoveCommand;
import io.fairlead.standalone.client.StatCommand;
import io.fairlead.standalone.client.SyncCommand;
import io.fairlead.standalone.client.TreeCommand;
import io.fairlead.standalone.server.ServeCommand;
import io.fairlead.standalone.user.UserCommand;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The command line {@code java -jar fairlead.jar}. */
@Command(
        name = "fairlead",
        description = "File servers and clients: serves a folder, or works on files at any URL.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            UserCommand.class,
            ListCommand.class,
            TreeCommand.class,
            StatCommand.class,
            CatCommand.class,
            GetCommand.class,
            PutCommand.class,
            CopyCommand.class,
            SyncCommand.class,
            MoveCommand.class,
            RemoveCommand.class,
            MakeFolderCommand.class,
            ChecksumCommand.class
        },
        footer = {"", "fairlead COMMAND --help tells more of one."})
public final class Main {
    private Main() {}

    /** Runs the command and ends the process: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] arguments) {
        Optional<String> complaint = Locales.complaint(List.of(arguments));
        if (complaint.isPresent()) {
            System.err.println("fairlead: " + complaint.get());
            System.exit(CommandLine.ExitCode.USAGE);
        }
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        quietLibraries();
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> fail(command, Names.oneLine(failure)))
                .setParameterExceptionHandler(Main::wrongUsage);
    }

    private static int wrongUsage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println(name(command) + ": " + Names.oneLine(failure) + " (" + name(command) + " --help)");
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(CommandLine command, String message) {
        command.getErr().println(name(command) + ": " + message);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName(" ");
    }

    /** What libraries log would only be noise beside our one line; {@code -Dorg.slf4j...=debug} brings it back. */
    private static void quietLibraries() {
        String level = "org.slf4j.simpleLogger.defaultLogLevel";
        System.setProperty(level, System.getProperty(level, "off"));
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

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone;

import io.fairlead.standalone.client.CatCommand;
import io.fairlead.standalone.client.CheckCommand;
import io.fairlead.standalone.client.ChecksumCommand;
import io.fairlead.standalone.client.CopyCommand;
import io.fairlead.standalone.client.FindCommand;
import io.fairlead.standalone.client.GetCommand;
import io.fairlead.standalone.client.ListCommand;
import io.fairlead.standalone.client.MakeFolderCommand;
import io.fairlead.standalone.client.MoveCommand;
import io.fairlead.standalone.client.PutCommand;
import io.fairlead.standalone.client.RemoveCommand;
import io.fairlead.standalone.client.Sha256Command;
import io.fairlead.standalone.client.StatCommand;
import io.fairlead.standalone.client.SyncCommand;
import io.fairlead.standalone.client.TreeCommand;
import io.fairlead.standalone.client.UsageCommand;
import io.fairlead.standalone.rehearsal.RehearseCommand;
import io.fairlead.standalone.server.ServeCommand;
import io.fairlead.standalone.user.UserCommand;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/**
 * The commands by name. Only the one that runs is read by picocli, since its reflection on all of them takes longer than
 * the work of a short command.
 */
final class Commands {
    /** In the order of the help. */
    static final List<String> NAMES = List.of(
            "serve",
            "user",
            "ls",
            "tree",
            "stat",
            "cat",
            "get",
            "put",
            "cp",
            "sync",
            "mv",
            "rm",
            "mkdir",
            "sha256",
            "checksum",
            "du",
            "check",
            "find",
            "help",
            "completion",
            "man-page",
            "rehearse");

    private static final Set<String> ABOUT_ALL = Set.of("help", "completion", "man-page");

    private Commands() {}

    /** Adds the command that the arguments name; all of them if they begin with none. */
    static void addTo(CommandLine line, List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        boolean one = NAMES.contains(first) && !ABOUT_ALL.contains(first);
        for (String name : one ? List.of(first) : NAMES) {
            line.addSubcommand(of(name));
        }
    }

    /** A switch, so that the classes of the others are not loaded. */
    static Class<?> of(String name) {
        return switch (name) {
            case "serve" -> ServeCommand.class;
            case "user" -> UserCommand.class;
            case "ls" -> ListCommand.class;
            case "tree" -> TreeCommand.class;
            case "stat" -> StatCommand.class;
            case "cat" -> CatCommand.class;
            case "get" -> GetCommand.class;
            case "put" -> PutCommand.class;
            case "cp" -> CopyCommand.class;
            case "sync" -> SyncCommand.class;
            case "mv" -> MoveCommand.class;
            case "rm" -> RemoveCommand.class;
            case "mkdir" -> MakeFolderCommand.class;
            case "sha256" -> Sha256Command.class;
            case "checksum" -> ChecksumCommand.class;
            case "du" -> UsageCommand.class;
            case "check" -> CheckCommand.class;
            case "find" -> FindCommand.class;
            case "help" -> CommandLine.HelpCommand.class;
            case "completion" -> CompletionCommand.class;
            case "man-page" -> ManPageCommand.class;
            case "rehearse" -> RehearseCommand.class;
            default -> throw new IllegalArgumentException(name);
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page of the command line in the macros of man(7), made of what {@code --help} tells. Options that all client
 * commands have are told once.
 */
final class ManPage {
    private final CommandSpec main;
    private final StringBuilder out = new StringBuilder();

    ManPage(CommandSpec main) {
        this.main = main;
    }

    /** The source of the page. */
    String text() {
        out.append(".TH FAIRLEAD 1 \"\" \"").append(escaped(main.version()[0])).append("\" \"Fairlead\"\n");
        out.append(".SH NAME\nfairlead \\- ").append(escaped(first(main))).append('\n');
        out.append(".SH SYNOPSIS\n.B fairlead\n.I COMMAND\n[options] [arguments]\n");
        out.append(".SH DESCRIPTION\n").append(sentences(main.usageMessage().description()));
        List<OptionSpec> shared = shared();
        out.append(".SH COMMANDS\n");
        for (CommandSpec command : commands()) {
            out.append(".SS ").append(escaped(synopsis(command))).append('\n');
            out.append(sentences(command.usageMessage().description()));
            command.positionalParameters().forEach(this::parameter);
            command.options().stream()
                    .filter(option -> !contains(shared, option))
                    .forEach(this::option);
        }
        out.append(".SH OPTIONS OF THE CLIENT COMMANDS\n");
        shared.forEach(this::option);
        out.append(".SH NOTES\n");
        for (String line : find("ls").usageMessage().footer()) {
            out.append(line.isEmpty() ? "" : ".PP\n" + escaped(line) + "\n");
        }
        return out.toString();
    }

    private List<CommandSpec> commands() {
        List<CommandSpec> commands = new ArrayList<>();
        main.subcommands().values().forEach(line -> {
            if (!line.getCommandSpec().usageMessage().hidden()) {
                commands.add(line.getCommandSpec());
            }
            line.getSubcommands().values().forEach(inner -> commands.add(inner.getCommandSpec()));
        });
        return commands;
    }

    private CommandSpec find(String name) {
        return main.subcommands().get(name).getCommandSpec();
    }

    /** What two commands that have little else in common both know. */
    private List<OptionSpec> shared() {
        List<OptionSpec> of = find("cat").options();
        return find("ls").options().stream()
                .filter(option -> contains(of, option))
                .toList();
    }

    private static boolean contains(List<OptionSpec> options, OptionSpec option) {
        return options.stream()
                .anyMatch(other -> other.longestName().equals(option.longestName())
                        && String.join(" ", other.description()).equals(String.join(" ", option.description())));
    }

    private static String synopsis(CommandSpec command) {
        return command.commandLine()
                .getHelp()
                .synopsis(0)
                .replaceAll("\\s+", " ")
                .strip();
    }

    private void option(OptionSpec option) {
        String names = String.join(", ", option.names());
        String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        item(names + label, option);
    }

    private void parameter(PositionalParamSpec parameter) {
        item(parameter.paramLabel(), parameter);
    }

    private void item(String head, ArgSpec argument) {
        if (!argument.hidden()) {
            out.append(".TP\n.B ").append(escaped(head)).append('\n').append(sentences(argument.description()));
        }
    }

    private static String first(CommandSpec command) {
        return command.usageMessage().description()[0].replaceFirst("\\.$", "");
    }

    private static String sentences(String[] lines) {
        return escaped(Ansi.OFF.string(String.join(" ", lines))) + "\n";
    }

    /** Groff reads a dash as a hyphen, a backslash as a command, and a dot or quote at the beginning of a line too. */
    private static String escaped(String text) {
        String plain =
                text.replace("\\", "\\e").replace("-", "\\-").replace("%n", " ").replace('\n', ' ');
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}

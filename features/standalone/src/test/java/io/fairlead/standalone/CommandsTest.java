// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands as a whole, and what tells of them. */
class CommandsTest {
    @Test
    void eachIsFoundByItsName() {
        for (String name : Commands.NAMES) {
            assertThat(Commands.of(name).getAnnotation(Command.class).name()).isEqualTo(name);
        }
    }

    @Test
    void onlyTheOneThatRunsIsRead() {
        assertThat(read("ls", "-l")).containsExactly("ls");
        assertThat(read("--help")).containsExactlyElementsOf(Commands.NAMES);
        assertThat(read("lss")).containsExactlyElementsOf(Commands.NAMES);
        assertThat(read("help", "ls")).contains("ls", "help");
    }

    private static List<String> read(String... arguments) {
        CommandLine line = Main.commandLine(arguments);
        return List.copyOf(line.getSubcommands().keySet());
    }

    private static List<String> shown() {
        return Commands.NAMES.stream()
                .filter(name -> !Commands.of(name).getAnnotation(Command.class).hidden())
                .toList();
    }

    @Test
    void aRehearsalRunsThemWithoutFault() {
        CommandRun run = CommandRun.of("rehearse");
        assertThat(run.status()).as(run.out()).isZero();
    }

    @Test
    void helpTellsOfAll() {
        String all = CommandRun.of("--help").out();
        assertThat(shown()).allSatisfy(name -> assertThat(all).contains("\n  " + name + " "));
        assertThat(CommandRun.of("help", "ls").out())
                .contains("Usage: fairlead ls")
                .contains("--recursive");
        assertThat(CommandRun.of("ls", "--help").out())
                .isEqualTo(CommandRun.of("help", "ls").out());
    }

    @Test
    void aMisspeltCommandIsAnsweredWithThoseAlike() {
        CommandRun run = CommandRun.of("lss");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("fairlead: there is no command lss; alike are ls")
                .endsWith(" (fairlead --help)\n");
        assertThat(CommandRun.of("user", "ad").err())
                .startsWith("fairlead user: there is no command ad; alike are add");
        assertThat(CommandRun.of("mkdir", "--verbos", "x").err()).contains("Unknown option: '--verbos'");
    }

    @Test
    void completionKnowsCommandsAndTheirOptions() {
        assertThat(CommandRun.of("completion").out())
                .contains("complete -F _complete_fairlead", "_picocli_fairlead_sync", "--dry-run");
    }

    @Test
    void theManualPageHasEachCommandAndItsOptions() {
        String page = CommandRun.of("man-page").out();
        assertThat(page).startsWith(".TH FAIRLEAD 1").contains("\\-\\-dry\\-run", ".SS fairlead user add");
        assertThat(shown()).allSatisfy(name -> assertThat(page).contains(".SS fairlead " + name.replace("-", "\\-")));
        assertThat(page.split(Pattern.quote("\\-\\-tls\\-fingerprint SHA256"))).hasSize(2); // told once
        assertThat(page.lines().filter(line -> line.startsWith(".") || line.startsWith("'")))
                .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|PP|B|I)( .*)?"));
    }
}

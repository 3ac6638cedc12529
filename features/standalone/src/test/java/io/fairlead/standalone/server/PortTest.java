// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** A port that may be left out, also before a folder. */
class PortTest {
    private static final class Command implements Runnable {
        @Option(
                names = "--tftp",
                arity = "0..1",
                fallbackValue = "on",
                converter = Port.Converter.class,
                preprocessor = Port.MayBeMissing.class)
        private Port tftp;

        @Option(names = "--other")
        private boolean other;

        @Parameters(arity = "0..1")
        private String folder;

        @Override
        public void run() {}
    }

    @ParameterizedTest
    @CsvSource({
        "--tftp, -2, ",
        "--tftp dir, -2, dir",
        "dir --tftp, -2, dir",
        "--tftp --other dir, -2, dir",
        "--tftp 0 dir, 0, dir",
        "--tftp=69, 69, ",
        "--tftp=off dir, -1, dir",
        "dir --tftp off, -1, dir"
    })
    void isWhatLooksLikeOne(String line, int port, String folder) {
        Command command = parse(line);
        assertThat(command.tftp.number()).isEqualTo(port);
        assertThat(command.folder).isEqualTo(folder);
    }

    @Test
    void isRefusedOutOfRange() {
        for (String line : new String[] {"--tftp 65536", "--tftp=x", "--tftp=99999"}) {
            assertThatThrownBy(() -> parse(line)).isInstanceOf(ParameterException.class);
        }
    }

    private static Command parse(String line) {
        Command command = new Command();
        new CommandLine(command).parseArgs(line.split(" "));
        return command;
    }
}

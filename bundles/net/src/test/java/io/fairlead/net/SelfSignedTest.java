// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share the folder of a generated certificate. */
class SelfSignedTest {
    private static final int PROCESSES = 4;

    @TempDir
    Path folder;

    @Test
    void processesThatStartTogetherServeOneCertificate() throws Exception {
        Path shared = folder.resolve("new/tls");
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            children.add(start(shared));
        }
        List<String> serials = new ArrayList<>();
        for (Process child : children) {
            String printed = new String(child.getInputStream().readAllBytes()).strip();
            assertThat(child.waitFor()).as(printed).isZero();
            serials.add(printed.lines().reduce((earlier, last) -> last).orElse(""));
        }
        assertThat(serials)
                .containsOnly(
                        SelfSigned.in(shared).chain().get(0).getSerialNumber().toString());
    }

    private static Process start(Path shared) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Child.class.getName(),
                        shared.toString())
                .redirectErrorStream(true)
                .start();
    }

    /** Prints the serial number of the folder's certificate. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(
                    SelfSigned.in(Path.of(arguments[0])).chain().get(0).getSerialNumber());
        }
    }
}

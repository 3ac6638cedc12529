// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What nobody reads is warned of, in the log and in the status. */
class DoubtfulConfigurationTest extends FrameworkTest {
    private final LogLines log = new LogLines(framework);
    private final Console console = new Console(framework);

    @AfterEach
    void stopLog() {
        log.close();
    }

    @Test
    void aKeyThatNobodyReads() throws Exception {
        framework.writeFile(FtpSite.SERVER, "keys", List.of("name = keys", "prot = 0", "port = 0", "PORT2 = 1"));
        told("io.fairlead.ftp.server", "nobody reads the key prot; the nearest is port");
        framework.service(FileServer.class, "(server.name=keys)");
    }

    @Test
    void aFileWithATilde() throws Exception {
        framework.writeFile(FtpSite.SERVER + "~wavy", "", List.of("name = wavy", "port = 0"));
        told(
                "io.fairlead.ftp.server~wavy",
                "io.fairlead.ftp.server~wavy.cfg is read by nobody: ~ is a part of the PID here; name it"
                        + " io.fairlead.ftp.server-wavy.cfg");
        assertThat(framework.has(FileServer.class, "(server.name=wavy)")).isFalse();
    }

    @Test
    void aFileWithoutANameBesideOthers() throws Exception {
        framework.writeFile(FtpSite.SERVER, "named", List.of("name = named", "port = 0"));
        framework.service(FileServer.class, "(server.name=named)");
        framework.writeFile(FtpSite.SERVER, "", List.of("name = plain", "port = 0"));
        told("io.fairlead.ftp.server", "io.fairlead.ftp.server.cfg does not count beside");
    }

    @Test
    void aPidThatNobodyKnows() throws Exception {
        framework.writeFile("io.fairlead.ftp.sever", "x", List.of("name = x"));
        told(
                "io.fairlead.ftp.sever",
                "no bundle here knows io.fairlead.ftp.sever; the nearest is io.fairlead.ftp.server");
    }

    /** Its keys of references are its components', which are not known while it is stopped, or updated. */
    @Test
    void whoseBundleDoesNotRunIsNotWarnedOf() throws Exception {
        FtpSite.start(framework, "resting", scratch);
        framework.bundle("ftp").stop();
        assertThat(console.run("fairlead:status")).doesNotContain("nobody reads", "read by nobody");
    }

    private void told(String pid, String text) {
        await().untilAsserted(() -> assertThat(log.problems(text))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("WARN").contains(pid)));
        await().untilAsserted(() -> assertThat(console.run("fairlead:status").lines())
                .anySatisfy(line -> assertThat(line).contains(pid, text)));
    }
}

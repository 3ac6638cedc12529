// SPDX-License-Identifier: Apache-2.0
package io.fairlead.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows inside bundles, which manifests don't show. */
class PackageArrowsTest {
    private static JavaClasses classes;

    @BeforeAll
    static void read() throws IOException {
        List<Path> folders =
                BuiltBundle.all().stream().map(BuiltBundle::classes).toList();
        classes = new ClassFileImporter().importPaths(folders);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp", "tftp", "smb"})
    void clientAndServerMeetOnlyInTheProtocol(String protocol) {
        String root = "io.fairlead." + protocol;
        forbid(root + ".client..", root + ".server..");
        forbid(root + ".server..", root + ".client..");
        forbid(root + ".protocol..", root + ".client..");
        forbid(root + ".protocol..", root + ".server..");
        forbid(root + ".tls..", root + ".client..", root + ".server..", root + ".protocol..");
    }

    /** A transfer knows of its session what an interface of its own says, and nothing else. */
    @Test
    void ftpTransfersKnowNoSession() {
        forbid("io.fairlead.ftp.server.transfer..", "io.fairlead.ftp.server");
        forbid("io.fairlead.ftp.server.reply..", "io.fairlead.ftp.server", "io.fairlead.ftp.server.transfer..");
    }

    /** Each of the client's packages may know those before it. */
    @Test
    void smbClientStandsOnWhatIsBelow() {
        List<String> upwards = Stream.of("cache", "connection", "terms", "dfs", "channel", "open", "share")
                .map(name -> "io.fairlead.smb.client." + name + "..")
                .toList();
        for (int i = 0; i < upwards.size(); i++) {
            forbid(upwards.get(i), "io.fairlead.smb.client");
            forbid(upwards.get(i), upwards.subList(i + 1, upwards.size()).toArray(String[]::new));
        }
    }

    @Test
    void storagesKnowNoServersAndNoClients() {
        forbid(
                "io.fairlead.api.storage..",
                "io.fairlead.api.export..",
                "io.fairlead.api.server..",
                "io.fairlead.api.client..");
        forbid("io.fairlead.storage..", "io.fairlead.api.export..");
        for (String storage : List.of("local", "memory")) { // vfs looks where servers listen, lest it lead back to one
            forbid("io.fairlead.storage." + storage + "..", "io.fairlead.api.server..");
        }
    }

    private static void forbid(String from, String... to) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to)
                .allowEmptyShould(true)
                .check(classes);
    }
}

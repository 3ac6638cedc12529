// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each feature alone, and all of them, into a Karaf that has nothing else and can ask nobody. */
@DisabledForJreRange(minVersion = 22, disabledReason = "Karaf 4.4 is made for Java 17 and 21")
class FeaturesIT {
    private static Karaf karaf;
    private static Site site;
    private static Bundles before;

    @BeforeAll
    static void start() throws Exception {
        karaf = Karaf.start("features");
        site = new Site(karaf);
        before = Bundles.settled(karaf);
    }

    @AfterAll
    static void stop() throws Exception {
        if (karaf != null) {
            karaf.close();
        }
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        for (String feature : karaf.run("feature:list -r --no-format").split("\n")) {
            if (feature.startsWith("fairlead-")) {
                karaf.run("feature:uninstall " + feature.split("\\s")[0]);
            }
        }
        site.forget();
        Bundles after = Bundles.of(karaf);
        assertThat(after.added(before)).isEmpty();
        assertThat(before.disturbed(after)).isEmpty();
    }

    @EnabledIfSystemProperty(
            named = "karaf.each",
            matches = "true",
            disabledReason = "each feature alone takes minutes on a busy machine: mvn verify -Pslow")
    @ParameterizedTest
    @CsvSource({
        "core, api core net",
        "storage-local, api core net storage.local",
        "storage-memory, api core net storage.memory",
        "auth-users, api auth.users core net",
        "ftp, api core ftp net",
        "tftp, api core net tftp",
        "smb, api core net smb",
        "vfs, api ftp net smb tftp vfs",
        "storage-vfs, api core ftp net smb storage.vfs tftp vfs",
        "auth-jaas, api auth.jaas core net",
        "auth-kerberos, api auth.kerberos core net",
        "shell, api ftp net shell shell.karaf smb tftp vfs",
    })
    void oneAlone(String feature, String bundles) throws Exception {
        site.configureFtp();
        site.configureTftp();
        site.configureSmb();
        String printed = karaf.run("feature:install -v fairlead-" + feature);
        Bundles after = Bundles.of(karaf);
        assertThat(after.ours())
                .containsExactlyElementsOf(List.of(bundles.split(" ")).stream()
                        .map(name -> "io.fairlead." + name)
                        .toList());
        assertThat(after.idle()).isEmpty();
        assertThat(before.disturbed(after)).isEmpty();
        assertThat(printed).doesNotContain("to refresh", "Refreshing", "Stopping", "Error");
    }

    @Test
    void allServesAtOnceAndDisturbsNothing() throws Exception {
        site.configureFtp();
        site.configureSmb();
        String printed = karaf.run("feature:install -v fairlead-all");
        assertThat(printed).doesNotContain("to refresh", "Refreshing", "Stopping", "Error");
        Bundles after = Bundles.of(karaf);
        assertThat(after.idle()).isEmpty();
        assertThat(before.disturbed(after)).isEmpty();

        site.awaitFtp();
        site.uploadAndDownload("--ssl-reqd", "--cacert", karaf.etc("fairlead-tls/certificate.pem"));
        await().untilAsserted(() -> site.uploadAndDownloadBySmb());
        assertThat(karaf.run("fairlead:status")).endsWith("Not running, or not whole: none");
        assertThat(karaf.complaints()).allMatch(line -> line.contains("made user fairlead"));
        String password = site.password();
        assertThat(Files.readString(karaf.home().resolve("data/log/karaf.log"))).doesNotContain(password);

        site.configureTftp();
        karaf.run("feature:install fairlead-tftp");
        await().untilAsserted(() -> site.downloadByTftp());
        karaf.run("feature:uninstall fairlead-tftp fairlead-all");
        assertThat(Karaf.answers(site.ftpPort())).isFalse();
    }
}

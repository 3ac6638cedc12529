// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** What consoles show: forms for every configuration, and the state of everything. */
class ManagementTest extends FrameworkTest {
    @ParameterizedTest
    @CsvSource({
        "storage.local, io.fairlead.storage.local, path",
        "storage.memory, io.fairlead.storage.memory, maxBytes",
        "core, io.fairlead.export, storage.target",
        "core, io.fairlead.auth.throttle, banSeconds",
        "auth.users, io.fairlead.auth.users, file",
        "ftp, io.fairlead.ftp.server, export.target",
        "tftp, io.fairlead.tftp.server, export.target"
    })
    void everyConfigurationHasAForm(String bundle, String pid, String key) {
        MetaTypeInformation information =
                framework.service(MetaTypeService.class).getMetaTypeInformation(framework.bundle(bundle));
        assertThat(pid.endsWith("throttle") ? information.getPids() : information.getFactoryPids())
                .contains(pid);
        ObjectClassDefinition form = information.getObjectClassDefinition(pid, null);
        assertThat(form.getName()).startsWith("Fairlead ");
        assertThat(form.getAttributeDefinitions(ObjectClassDefinition.ALL))
                .extracting(AttributeDefinition::getID)
                .contains(key);
        assertThat(form.getAttributeDefinitions(ObjectClassDefinition.ALL))
                .allSatisfy(attribute -> assertThat(attribute.getDescription())
                        .as(attribute.getID())
                        .isNotBlank());
    }

    @Test
    void theStatusShowsWhatRunsAndWhatIsMissing() throws Exception {
        FtpSite site = FtpSite.start(framework, "console", scratch);
        Console console = new Console(framework);
        assertThat(console.run("fairlead:status").lines())
                .anySatisfy(line -> assertThat(line).contains("ftp", "console", "RUNNING", "127.0.0.1:" + site.port()))
                .anySatisfy(line -> assertThat(line).matches(" +ftp/console( +console){3}"))
                .anySatisfy(line -> assertThat(line).matches(" +console +console +there +0"))
                .anySatisfy(line -> assertThat(line).contains("console", "Password"));
        try (FtpPeer peer = site.login()) {
            assertThat(console.run("fairlead:sessions console"))
                    .contains("alice")
                    .contains("127.0.0.1");
        }
        framework.bundle("storage.local").stop();
        framework.bundle("auth.users").stop();
        await().untilAsserted(() -> assertThat(console.run("fairlead:status"))
                .contains("does without Storage (storage.name=console)")
                .containsPattern("ftp/console +console +none fits \\(storage.name=console\\) +none fits")
                .contains("does without Authenticator (authenticator.name=console)"));
        framework.bundle("net").stop();
        await().untilAsserted(() -> assertThat(console.run("fairlead:status")).contains("waits for Endpoints"));
        framework.bundle("net").start();
        framework.bundle("auth.users").start();
        framework.bundle("storage.local").start();
        await().untilAsserted(() -> assertThat(console.run("fairlead:status"))
                .doesNotContain("does without")
                .doesNotContain("waits for"));
        site.login().close();
    }
}

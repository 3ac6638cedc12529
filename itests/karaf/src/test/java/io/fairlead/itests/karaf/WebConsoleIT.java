// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.testing.FreePort;
import io.fairlead.testing.Tools;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The page of the web console answers, whatever was installed first, and comes back with what it needs. */
@DisabledForJreRange(minVersion = 22, disabledReason = "Karaf 4.4 is made for Java 17 and 21")
@EnabledIfSystemProperty(
        named = "karaf.online",
        matches = "true",
        disabledReason = "Karaf has its web console from a Maven repository: mvn verify -Dkaraf.online=true")
class WebConsoleIT {
    private static Karaf karaf;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        karaf = Karaf.startOnline("console");
        port = FreePort.find();
        Files.writeString(karaf.etc("org.ops4j.pax.web.cfg"), "org.osgi.service.http.port = " + port + "\n");
        new Site(karaf).configureFtp();
    }

    @AfterAll
    static void stop() throws Exception {
        if (karaf != null) {
            karaf.close();
        }
    }

    @Test
    void thePageComesInAnyOrder() {
        karaf.run("feature:install http webconsole");
        karaf.run("feature:install fairlead-all");
        awaitPage();
        karaf.run("feature:uninstall webconsole");
        karaf.run("feature:install webconsole");
        awaitPage();
        karaf.run("feature:uninstall fairlead-all webconsole");
        karaf.run("feature:install fairlead-all");
        karaf.run("feature:install webconsole");
        awaitPage();
        karaf.run("bundle:restart io.fairlead.shell");
        awaitPage();
    }

    private static void awaitPage() {
        String url = "http://127.0.0.1:" + port + "/system/console/status-fairlead.txt";
        await(url).atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        Tools.run("curl", "-sS", "--max-time", "20", "-u", "admin:admin", url)
                                .out())
                .contains("*** Fairlead", "Servers", "Not running, or not whole"));
    }
}

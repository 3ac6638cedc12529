// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** The page is there whatever was installed first, the inventory or we. */
class WebConsolePageTest extends FrameworkTest {
    private static final String INVENTORY = "org.apache.felix.inventory";

    @Test
    void theOrderOfInstallationDoesNotMatter() throws Exception {
        FtpSite site = FtpSite.start(framework, "page", scratch);
        assertThat(page()).contains("127.0.0.1:" + site.port()).contains("Sessions", "Open files", "Locks");

        Bundle inventory = inventory();
        String location = inventory.getLocation();
        inventory.uninstall();
        framework.refresh(inventory);
        Bundle ours = framework.bundle("webconsole");
        await().until(() -> ours.getState() == Bundle.ACTIVE);

        framework.context().installBundle(location).start();
        await().untilAsserted(() -> assertThat(page()).contains("127.0.0.1:" + site.port()));

        framework.updateAndRefresh(inventory());
        await().untilAsserted(() -> assertThat(page()).contains("127.0.0.1:" + site.port()));

        framework.updateAndRefresh(ours);
        await().untilAsserted(() -> assertThat(page()).contains("127.0.0.1:" + site.port()));
    }

    private Bundle inventory() {
        return Arrays.stream(framework.context().getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(INVENTORY))
                .findFirst()
                .orElseThrow();
    }

    /** As the inventory prints it; this bundle does not import its package, which comes and goes. */
    private String page() throws Exception {
        ServiceReference<?>[] found = inventory()
                .getBundleContext()
                .getServiceReferences(INVENTORY + ".InventoryPrinter", "(felix.inventory.printer.name=fairlead)");
        assertThat(found).as("as the inventory sees it").hasSize(1);
        Object printer = inventory().getBundleContext().getService(found[0]);
        assertThat(printer)
                .as("of " + found[0].getProperty(Constants.SERVICE_BUNDLEID))
                .isNotNull();
        StringWriter text = new StringWriter();
        Class<?> format = inventory().loadClass(INVENTORY + ".Format");
        Method print = inventory()
                .loadClass(INVENTORY + ".InventoryPrinter")
                .getMethod("print", PrintWriter.class, format, boolean.class);
        print.invoke(printer, new PrintWriter(text), format.getField("TEXT").get(null), false);
        return text.toString();
    }
}

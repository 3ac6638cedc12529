// SPDX-License-Identifier: Apache-2.0
package io.fairlead.webconsole;

import io.fairlead.shell.Operations;
import java.io.PrintWriter;
import org.apache.felix.inventory.Format;
import org.apache.felix.inventory.InventoryPrinter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What the commands tell, as a page of the web console. The class is not loaded before an inventory asks for the service,
 * which is when there is its package to import.
 */
@Component(
        service = InventoryPrinter.class,
        property = {
            InventoryPrinter.NAME + "=fairlead",
            InventoryPrinter.TITLE + "=Fairlead",
            InventoryPrinter.FORMAT + "=TEXT"
        })
public final class FairleadPage implements InventoryPrinter {
    private final Operations operations;

    @Activate
    public FairleadPage(@Reference Operations operations) {
        this.operations = operations;
    }

    @Override
    public void print(PrintWriter out, Format format, boolean isZip) {
        String text = String.join(
                "\n", operations.status(), operations.sessions(null), operations.opens(null), operations.locks(null));
        out.print(text.replace("\n\n", "\n \n")); // the console leaves empty lines out
        out.flush();
    }
}

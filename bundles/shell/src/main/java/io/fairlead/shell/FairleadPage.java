// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell;

import java.io.PrintWriter;
import org.apache.felix.inventory.Format;
import org.apache.felix.inventory.InventoryPrinter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The same text as a page of the web console. Only made when an inventory asks for it. */
@Component(
        service = InventoryPrinter.class,
        property = {
            InventoryPrinter.NAME + "=fairlead",
            InventoryPrinter.TITLE + "=Fairlead",
            InventoryPrinter.FORMAT + "=TEXT"
        })
public final class FairleadPage implements InventoryPrinter {
    private final FairleadCommands commands;

    @Activate
    public FairleadPage(@Reference FairleadCommands commands) {
        this.commands = commands;
    }

    @Override
    public void print(PrintWriter out, Format format, boolean isZip) {
        Report report = commands.report();
        out.print(report.status() + "\n" + report.sessions(null) + "\n" + report.opens(null));
        out.flush();
    }
}

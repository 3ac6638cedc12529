// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.io.IOException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Looks again, whenever a dropped-in bundle was read and before it is started, whether others may write where it came
 * from; if so, the bundle goes. What is there at the start is refused before the framework runs.
 */
final class DeployGate implements SynchronousBundleListener {
    private final Home home;
    private final String folder;

    DeployGate(Home home) {
        this.home = home;
        this.folder = home.bundles().toUri().toString();
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        boolean droppedIn =
                event.getType() == BundleEvent.INSTALLED && bundle.getLocation().startsWith(folder);
        if (!droppedIn && event.getType() != BundleEvent.UPDATED) { // one that came with the jar is updated in place
            return;
        }
        try {
            Permissions.requireOwn(home);
        } catch (StartFailure | IOException e) {
            System.err.println("fairlead: " + bundle.getSymbolicName() + " is not run: " + Messages.of(e));
            uninstall(bundle);
        }
    }

    private static void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException e) {
            System.err.println("fairlead: " + Messages.of(e));
        }
    }
}

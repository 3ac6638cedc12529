// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;

/**
 * A bundle dropped into {@code bundles/} takes the place of the one of the same symbolic name that came with the jar:
 * the newcomer starts beside it, then the old one stops; when the newcomer goes, the old one comes back. With one of the
 * same version File Install updates the old one in place, and uninstalls it when the newcomer goes; then it is installed
 * anew. Events arrive on the framework's threads, where no bundle may be stopped, so the work is done on a thread of its
 * own.
 */
final class Overrides implements BundleListener {
    private final Map<String, Bundle> system; // by symbolic name; those that came with the jar
    private final BundleContext context;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "overrides");
        thread.setDaemon(true);
        return thread;
    });

    private Overrides(BundleContext context, Collection<Bundle> system) {
        this.context = context;
        this.system = system.stream().collect(Collectors.toConcurrentMap(Bundle::getSymbolicName, Function.identity()));
    }

    static void watch(BundleContext context, Collection<Bundle> system) {
        context.addBundleListener(new Overrides(context, system));
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        Bundle replaced = system.get(bundle.getSymbolicName());
        if (replaced == null) {
            return;
        }
        if (replaced.equals(bundle)) {
            if (event.getType() == BundleEvent.UNINSTALLED) {
                worker.execute(() -> run(() -> installAnew(bundle)));
            }
        } else if (event.getType() == BundleEvent.STARTED) {
            worker.execute(() -> run(replaced::stop));
        } else if (event.getType() == BundleEvent.UNINSTALLED) {
            worker.execute(() -> run(() -> restart(replaced)));
        }
    }

    private void installAnew(Bundle gone) throws BundleException {
        Bundle again = context.installBundle(gone.getLocation());
        system.put(again.getSymbolicName(), again);
        restart(again);
    }

    private void restart(Bundle replaced) throws BundleException {
        for (Bundle other : context.getBundles()) {
            if (other != replaced
                    && replaced.getSymbolicName().equals(other.getSymbolicName())
                    && other.getState() == Bundle.ACTIVE) {
                return; // a second override still runs
            }
        }
        replaced.start();
    }

    private void run(BundleWork work) {
        try {
            if (context.getBundle().getState() == Bundle.ACTIVE) {
                work.run();
            }
        } catch (BundleException e) {
            System.err.println("fairlead: " + Messages.of(e));
        } catch (IllegalStateException e) {
            // the framework is stopping
        }
    }

    /** Starts or stops a bundle. */
    private interface BundleWork {
        void run() throws BundleException;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.dropin;

import java.nio.charset.StandardCharsets;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemManager;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** A user's bundle: takes the service, reads the file of {@code probe.url}, and tells what is in it. */
public final class Probe implements BundleActivator, Runnable {
    private BundleContext context;
    private volatile boolean stopped;

    @Override
    public void start(BundleContext started) {
        context = started;
        new Thread(this, "probe").start();
    }

    @Override
    public void stop(BundleContext ended) {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                ServiceReference<FileSystemManager> reference = context.getServiceReference(FileSystemManager.class);
                if (reference != null && context.getService(reference).hasProvider("ftp")) {
                    System.out.println("PROBE " + read(context.getService(reference)));
                    return;
                }
                Thread.sleep(50); // a process of its own, whose services come when they come
            } catch (Exception e) {
                System.out.println("PROBE " + e);
                return;
            }
        }
    }

    private String read(FileSystemManager manager) throws Exception {
        try (FileObject file = manager.resolveFile(context.getProperty("probe.url"))) {
            return file.getContent().getString(StandardCharsets.UTF_8);
        }
    }
}

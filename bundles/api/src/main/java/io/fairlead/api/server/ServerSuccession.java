// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.server;

import java.net.URL;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * The servers of one component, one for each configuration it had: the newest is registered as a service, those before it
 * drain in the background. A component registers them so, because {@link FileServer#NAME} is a value of its
 * configuration. Thread-safe.
 */
public final class ServerSuccession {
    private final BundleContext context;
    private final List<Thread> draining = new ArrayList<>(); // guarded by this
    private volatile Member present; // changed under this

    /** How a server ends. */
    @FunctionalInterface
    public interface Stop {
        /**
         * Takes no more clients, lets present ones end, and returns when nothing of the server runs any more.
         *
         * @param release whether its address is free at once, because nobody succeeds there
         */
        void stop(boolean release);
    }

    private record Member(FileServer server, Stop stop, ServiceRegistration<FileServer> registration) {
        void end(boolean release) {
            registration.unregister();
            stop.stop(release);
        }
    }

    /** @param context of the component's bundle, which registers the servers */
    public ServerSuccession(BundleContext context) {
        this.context = context;
    }

    /** The one in force; empty before the first, and after the end. */
    public Optional<FileServer> present() {
        Member member = present;
        return member == null ? Optional.empty() : Optional.of(member.server());
    }

    /** Puts a server that runs in force, and lets the one before it drain. */
    public synchronized void succeed(FileServer server, Stop stop) {
        Member before = present;
        Map<String, Object> properties = Map.of(FileServer.PROTOCOL, server.protocol(), FileServer.NAME, server.name());
        present = new Member(
                server,
                stop,
                context.registerService(FileServer.class, server, FrameworkUtil.asDictionary(properties)));
        if (before != null) {
            drain(before, !before.server().addresses().equals(server.addresses()));
        }
    }

    /** In the background, as nobody waits for an earlier server but {@link #end}. */
    private void drain(Member before, boolean release) {
        Thread thread = new Thread(
                () -> before.end(release),
                before.server().protocol() + "-drain-" + before.server().name());
        thread.setDaemon(true);
        thread.start();
        draining.removeIf(earlier -> !earlier.isAlive());
        draining.add(thread);
    }

    /**
     * Ends all of them; returns when nothing runs any more, or on an interrupt, which stays set.
     *
     * @param release as {@link Stop#stop} has it: whether the configuration is gone for good
     */
    public synchronized void end(boolean release) {
        Member last = present;
        present = null; // first, so that what is missing from now on is not missed
        if (last != null) {
            last.end(release);
        }
        try {
            for (Thread earlier : draining) {
                earlier.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Loads every class of a bundle. A session that drains after its bundle was refreshed can't load one any more.
     *
     * @param folder where they are, as {@code /io/fairlead/ftp}
     */
    public static void loadClasses(Bundle bundle, String folder) {
        Enumeration<URL> classes = bundle.findEntries(folder, "*.class", true);
        while (classes != null && classes.hasMoreElements()) {
            String path = classes.nextElement().getPath().substring(1);
            String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
            try {
                bundle.loadClass(name);
            } catch (ClassNotFoundException | LinkageError e) {
                // one that needs an optional package: whoever uses it finds out
            }
        }
    }
}

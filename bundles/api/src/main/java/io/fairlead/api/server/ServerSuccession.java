// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.server;

import io.fairlead.api.config.LoadedClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * The servers of one component, one for each configuration it had: the newest is registered as a service, those before it
 * drain in the background. A component registers them so, because {@link FileServer#NAME} is a value of its
 * configuration. Thread-safe.
 */
public final class ServerSuccession {
    private final BundleContext context;
    private final Bundle framework;
    private final List<Thread> draining = new ArrayList<>(); // guarded by this
    private volatile Member present; // changed under this

    /** How a server ends. */
    public interface Ending {
        /**
         * Takes no more clients, so that a successor gets them; what runs goes on. Returns at once.
         *
         * @param release whether its address is free at once, because nobody succeeds there
         */
        void leave(boolean release);

        /** After {@link #leave}: lets present clients end, and returns when nothing of the server runs any more. */
        void drain();
    }

    private record Member(FileServer server, Ending ending, ServiceRegistration<FileServer> registration) {
        void leave(boolean release) {
            registration.unregister();
            ending.leave(release);
        }
    }

    /** @param context of the component's bundle, which registers the servers */
    public ServerSuccession(BundleContext context) {
        this.context = context;
        this.framework = context.getBundle(Constants.SYSTEM_BUNDLE_ID);
    }

    /** The one in force; empty before the first, and after the end. */
    public Optional<FileServer> present() {
        Member member = present;
        return member == null ? Optional.empty() : Optional.of(member.server());
    }

    /** Puts a server that runs in force, and lets the one before it drain. */
    public synchronized void succeed(FileServer server, Ending ending) {
        Member before = present;
        Map<String, Object> properties = Map.of(FileServer.PROTOCOL, server.protocol(), FileServer.NAME, server.name());
        present = new Member(
                server,
                ending,
                context.registerService(FileServer.class, server, FrameworkUtil.asDictionary(properties)));
        if (before != null) {
            boolean release = !before.server().addresses().equals(server.addresses());
            drain(before, () -> before.leave(release));
        }
    }

    /** On a thread of its own, as nobody waits for an earlier server but {@link #end}. */
    private void drain(Member before, Runnable first) {
        Thread thread = new Thread(
                () -> {
                    first.run();
                    before.ending().drain();
                },
                before.server().protocol() + "-drain-" + before.server().name());
        thread.setDaemon(true);
        thread.start();
        draining.removeIf(earlier -> !earlier.isAlive());
        draining.add(thread);
    }

    /**
     * Ends all of them. None takes a client any more once this returns. They drain beside the calling thread, so that a
     * bundle that is stopped or updated has its successor at once; that the framework itself stops is the exception: then
     * this returns when nothing runs any more, or on an interrupt, which stays set.
     *
     * @param release as {@link Ending#leave} has it: whether the configuration is gone for good
     */
    public synchronized void end(boolean release) {
        Member last = present;
        present = null; // first, so that what is missing from now on is not missed
        if (last != null) {
            last.leave(release);
            drain(last, () -> {});
        }
        if (framework.getState() != Bundle.STOPPING) {
            return;
        }
        try {
            for (Thread earlier : draining) {
                earlier.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As {@link LoadedClasses#of}. */
    public static void loadClasses(Bundle bundle, String folder) {
        LoadedClasses.of(bundle, folder);
    }
}

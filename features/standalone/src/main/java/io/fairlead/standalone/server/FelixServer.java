// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The framework with our bundles in it, watching the configuration of a {@link Home}, and its bundles where asked to. */
final class FelixServer implements AutoCloseable {
    private static final long STOP_MILLIS = 30_000;
    /** Nothing that logs may load its logger before these run. */
    private static final String LOGGING = "org.ops4j.pax.logging.";
    /** Last, so that configurations meet components that wait for them. */
    private static final String FILE_INSTALL = "org.apache.felix.fileinstall";

    /** Folders that no local storage serves, whatever its configuration says. */
    private static final String NEVER_SERVED = "io.fairlead.storage.local.exclude";

    /** Of Declarative Services, so that {@link ComponentStates} talks to the runtime in its own types. */
    private static final String SHARED_PACKAGES = "org.osgi.service.component;version=1.5.1,"
            + "org.osgi.service.component.propertytypes;version=1.5,"
            + "org.osgi.service.component.runtime;version=1.5,"
            + "org.osgi.service.component.runtime.dto;version=1.5,"
            + "org.osgi.util.promise;version=1.3,"
            + "org.osgi.util.function;version=1.2";

    private final Framework framework;

    private FelixServer(Framework framework) {
        this.framework = framework;
    }

    /**
     * Starts the framework and {@code bundles}, but for reading configurations: {@link #configure} begins that.
     *
     * @param deploy whether bundles dropped into the home are run
     */
    static FelixServer start(Home home, List<Path> bundles, boolean deploy) throws BundleException {
        FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class, FelixServer.class.getClassLoader())
                .findFirst()
                .orElseThrow();
        System.setProperty("fairlead.home", home.root().toString()); // for logback.xml
        Framework framework = factory.newFramework(settings(home, deploy));
        FelixServer server = new FelixServer(framework);
        try {
            framework.init();
            if (deploy) {
                server.context().addBundleListener(new DeployGate(home));
            }
            server.startAll(server.install(bundles));
            return server;
        } catch (BundleException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static Map<String, String> settings(Home home, boolean deploy) {
        Map<String, String> settings = new HashMap<>();
        settings.put("fairlead.home", home.root().toString());
        settings.put(NEVER_SERVED, home.root() + File.pathSeparator + home.lasting());
        settings.put(Constants.FRAMEWORK_STORAGE, home.cache().resolve("felix").toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE); // see Overrides
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SHARED_PACKAGES);
        settings.put("felix.log.level", "0"); // the log service has it all
        settings.put(
                "felix.fileinstall.dir",
                deploy ? home.etc() + "," + home.bundles() : home.etc().toString());
        settings.put("felix.fileinstall.poll", "500");
        settings.put("felix.fileinstall.noInitialDelay", "true");
        settings.put("felix.fileinstall.enableConfigSave", "false"); // people write these files, programs don't
        settings.put(
                "felix.fileinstall.tmpdir", home.cache().resolve("fileinstall").toString());
        settings.put("felix.fileinstall.log.default", "none");
        settings.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                home.etc().resolve("logback.xml").toString());
        settings.put("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
        settings.put("org.ops4j.pax.logging.service.frameworkEventsLogLevel", "ERROR");
        System.getProperties().forEach((key, value) -> {
            if (key.toString().startsWith("felix.") || key.toString().startsWith("org.osgi.framework.")) {
                settings.put(key.toString(), value.toString());
            }
        });
        return settings;
    }

    private List<Bundle> install(List<Path> bundles) throws BundleException {
        List<Bundle> installed = new ArrayList<>();
        for (Path bundle : bundles) {
            installed.add(context().installBundle("reference:" + bundle.toUri()));
        }
        return installed;
    }

    private void startAll(List<Bundle> bundles) throws BundleException {
        Overrides.watch(context(), bundles);
        framework.start();
        for (Bundle bundle : (Iterable<Bundle>) Stream.concat(
                        bundles.stream().filter(FelixServer::logs),
                        bundles.stream().filter(b -> !logs(b)))
                .filter(b -> !installs(b))::iterator) {
            bundle.start();
        }
    }

    /** Begins to read the configuration and the dropped-in bundles of the home, on another thread. */
    void configure() throws BundleException {
        for (Bundle bundle : context().getBundles()) {
            if (installs(bundle)) {
                bundle.start();
            }
        }
    }

    private static boolean logs(Bundle bundle) {
        return bundle.getSymbolicName().startsWith(LOGGING);
    }

    private static boolean installs(Bundle bundle) {
        return bundle.getSymbolicName().equals(FILE_INSTALL);
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** Returns when the framework has stopped, by {@link #close} or from inside. */
    void await() throws InterruptedException {
        FrameworkEvent event;
        do {
            event = framework.waitForStop(0);
        } while (event.getType() == FrameworkEvent.STOPPED_UPDATE);
    }

    /** Stops every bundle, waiting for what drains. */
    @Override
    public void close() {
        try {
            framework.stop();
            framework.waitForStop(STOP_MILLIS);
        } catch (BundleException e) {
            System.err.println("fairlead: stopping: " + Messages.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

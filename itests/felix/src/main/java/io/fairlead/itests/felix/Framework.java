// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The framework that the tests run in: its configurations, services and bundles. Closing takes back what a test did. */
final class Framework implements AutoCloseable {
    private static final String OURS = "io.fairlead.";
    private static final long REFRESH_SECONDS = 60;

    static { // quick where the machine is, patient where it is not
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
        Awaitility.ignoreExceptionsByDefault(); // such as a refused connection, before a server is there
    }

    private final BundleContext context =
            FrameworkUtil.getBundle(Framework.class).getBundleContext();
    private final List<Configuration> configurations = new ArrayList<>();
    private final Set<Path> files = new LinkedHashSet<>();
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private final List<Bundle> installed = new ArrayList<>();

    BundleContext context() {
        return context;
    }

    /** Makes, or changes, the configuration {@code PID~name}; then a key, its value, and so on. */
    Configuration configure(String factoryPid, String name, Object... keysAndValues) throws IOException {
        Configuration configuration = service(ConfigurationAdmin.class).getFactoryConfiguration(factoryPid, name, "?");
        configurations.add(configuration);
        configuration.update(dictionary(keysAndValues));
        return configuration;
    }

    /**
     * Writes the file {@code PID-name.cfg}, or {@code PID.cfg} without a name, which File Install reads; whole, so that none
     * is read half.
     */
    void writeFile(String pid, String name, List<String> lines) throws IOException {
        Path folder = Files.createDirectories(Path.of(context.getProperty("felix.fileinstall.dir")));
        Path file = folder.resolve(name.isEmpty() ? pid + ".cfg" : pid + "-" + name + ".cfg");
        files.add(file);
        Path whole = Files.write(folder.resolveSibling("unfinished.cfg"), lines, StandardCharsets.ISO_8859_1);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @SuppressWarnings("JdkObsolete") // what OSGi takes
    private static Dictionary<String, Object> dictionary(Object... keysAndValues) {
        Dictionary<String, Object> dictionary = new Hashtable<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            dictionary.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return dictionary;
    }

    /** The service, as soon as there is one. */
    <T> T service(Class<T> type) {
        return service(type, null);
    }

    /** The service that fits the filter best, as soon as there is one. */
    <T> T service(Class<T> type, String filter) {
        await(type.getSimpleName() + " " + filter).until(() -> has(type, filter));
        return services(type, filter).get(0);
    }

    <T> boolean has(Class<T> type, String filter) {
        return !services(type, filter).isEmpty();
    }

    /** Those that are there, the best first. */
    <T> List<T> services(Class<T> type, String filter) {
        try {
            Collection<ServiceReference<T>> found = context.getServiceReferences(type, filter);
            List<ServiceReference<T>> best = new ArrayList<>(found);
            best.sort((a, b) -> b.compareTo(a));
            List<T> services = new ArrayList<>();
            for (ServiceReference<T> reference : best) {
                T service = context.getService(reference);
                if (service != null) {
                    services.add(service);
                }
            }
            return services;
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Publishes a service of the host's. */
    <T> ServiceRegistration<T> publish(Class<T> type, T service, Object... keysAndValues) {
        ServiceRegistration<T> registration = context.registerService(type, service, dictionary(keysAndValues));
        registrations.add(registration);
        return registration;
    }

    void withdraw(ServiceRegistration<?> registration) {
        if (registrations.remove(registration)) {
            registration.unregister();
        }
    }

    /** The bundle of ours with this name, as {@code storage.local}; the oldest one. */
    Bundle bundle(String name) {
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName().equals(OURS + name)) {
                return bundle;
            }
        }
        throw new AssertionError("no bundle " + name);
    }

    /** Updates a bundle from where it came from, and has everybody use the new one. */
    void updateAndRefresh(Bundle bundle) throws BundleException, InterruptedException {
        bundle.update();
        refresh(bundle);
    }

    void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> done.countDown());
        if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("refreshing " + bundle + " does not end");
        }
    }

    /** Installs and starts a newer version of a bundle beside it. */
    Bundle startNewer(Bundle bundle) throws BundleException, IOException {
        Bundle newer = context.installBundle("newer:" + bundle.getSymbolicName(), NewerVersion.of(bundle));
        installed.add(newer);
        newer.start();
        return newer;
    }

    @Override
    public void close() throws Exception {
        for (ServiceRegistration<?> registration : List.copyOf(registrations)) {
            withdraw(registration);
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        for (Configuration configuration : configurations) {
            try {
                configuration.delete();
            } catch (IllegalStateException e) {
                // the test has deleted it
            }
        }
        for (Bundle bundle : installed) {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        }
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            if (!fragment && bundle.getState() != Bundle.ACTIVE && bundle.getState() != Bundle.STARTING) {
                bundle.start();
            }
        }
        // configurations are deleted in the background, and the next test may use the same names
        for (Class<?> type : List.of(FileServer.class, Export.class, Storage.class, Authenticator.class)) {
            await(type.getSimpleName() + " gone").until(() -> !has(type, null));
        }
    }
}

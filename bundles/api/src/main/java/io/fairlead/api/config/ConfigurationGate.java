// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.config;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Map;
import java.util.function.BiConsumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * What a component's configurations pass through, one after the other. A component that threw from its activation would be
 * logged with a stack trace, and one that threw from a modification would be logged and no more; so it throws nothing:
 *
 * <pre>{@code
 * private final ConfigurationGate gate = new ConfigurationGate(context, "the storage", LOG::error);
 *
 * @Activate
 * @Modified
 * void configure(Config config, Map<String, Object> properties) {
 *     gate.apply(properties, () -> use(checked(config))); // which throws before it changes anything
 * }
 *
 * @Deactivate
 * void stop() {
 *     gate.close();
 *     ...
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class ConfigurationGate implements AutoCloseable {
    private final BundleContext context;
    private final String what;
    private final BiConsumer<String, Throwable> log;
    private boolean applied;
    private ServiceRegistration<RefusedConfiguration> refused;

    /** What takes a configuration into use. */
    @FunctionalInterface
    public interface Change {
        /**
         * Checks everything, then changes.
         *
         * @throws IllegalArgumentException for a value out of range; the message names key, value and what is expected
         * @throws IOException if something else is in the way, as a port in use; the message names it
         */
        void apply() throws IOException;
    }

    /**
     * @param context of the component's bundle, which publishes {@link RefusedConfiguration}
     * @param what is configured, as "the FTP server"
     * @param log takes the one line, and a fault of ours or null, as {@code LOG::error}
     */
    public ConfigurationGate(BundleContext context, String what, BiConsumer<String, Throwable> log) {
        this.context = context;
        this.what = what;
        this.log = log;
    }

    /**
     * Applies a configuration, or refuses it.
     *
     * @param properties the component's, with its PID
     * @return whether the change came to its end
     */
    public synchronized boolean apply(Map<String, ?> properties, Change change) {
        try {
            change.apply();
        } catch (IOException | IllegalArgumentException e) {
            refuse(properties, reason(e), null);
            return false;
        } catch (RuntimeException e) { // a fault of ours
            refuse(properties, e.toString(), e);
            return false;
        }
        applied = true;
        forget();
        return true;
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void refuse(Map<String, ?> properties, String reason, Throwable fault) {
        Object named = properties.get(Constants.SERVICE_PID);
        Object pid = named == null ? properties.get("component.name") : named; // OSGi Compendium 112.6
        RefusedConfiguration refusal = new RefusedConfiguration(String.valueOf(pid), what, reason, applied);
        log.accept(refusal.toString(), fault);
        forget();
        refused = context.registerService(RefusedConfiguration.class, refusal, properties(refusal));
    }

    private static Dictionary<String, Object> properties(RefusedConfiguration refusal) {
        return FrameworkUtil.asDictionary(Map.of(
                RefusedConfiguration.PID,
                refusal.pid(),
                RefusedConfiguration.REASON,
                refusal.reason(),
                RefusedConfiguration.EARLIER_IN_FORCE,
                refusal.earlierInForce()));
    }

    private void forget() {
        if (refused != null) {
            refused.unregister();
            refused = null;
        }
    }

    /** The component ends: its refusal does not count any more. Idempotent. */
    @Override
    public synchronized void close() {
        forget();
    }
}

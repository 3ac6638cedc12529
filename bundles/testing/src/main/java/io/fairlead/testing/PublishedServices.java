// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * A bundle context that takes services and can do nothing else: for the test of a component that publishes by itself. Not
 * thread-safe.
 */
public final class PublishedServices {
    private final List<Published> published = new ArrayList<>();
    private final Map<Object, String> frameworkProperties = new HashMap<>();

    private static final class Published {
        private final Object service;
        private Dictionary<?, ?> properties;

        Published(Object service, Dictionary<?, ?> properties) {
            this.service = service;
            this.properties = properties;
        }
    }

    /** What the component gets. */
    public BundleContext context() {
        return fake(BundleContext.class, (method, arguments) -> {
            if (method.equals("getProperty")) {
                return frameworkProperties.get(arguments[0]);
            }
            if (method.equals("getBundle")) { // one without entries
                return fake(Bundle.class, (asked, none) -> null);
            }
            if (!method.equals("registerService")) {
                throw new UnsupportedOperationException(method);
            }
            Published added = new Published(arguments[1], (Dictionary<?, ?>) arguments[2]);
            published.add(added);
            return registration(added);
        });
    }

    /** Sets a property of the framework. */
    public void frameworkProperty(String key, String value) {
        frameworkProperties.put(key, value);
    }

    private ServiceRegistration<?> registration(Published added) {
        return fake(ServiceRegistration.class, (method, arguments) -> {
            switch (method) {
                case "unregister" -> published.remove(added);
                case "setProperties" -> added.properties = (Dictionary<?, ?>) arguments[0];
                default -> throw new UnsupportedOperationException(method);
            }
            return null;
        });
    }

    /** The services of this type that are there, in the order they came. */
    public <T> List<T> all(Class<T> type) {
        return published.stream()
                .map(each -> each.service)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The only service of this type. */
    public <T> T only(Class<T> type) {
        List<T> all = all(type);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " services instead of one: " + all);
        }
        return all.get(0);
    }

    /** A property of a service that is there, or null. */
    public Object property(Object service, String key) {
        for (Published each : published) {
            if (each.service == service) {
                return each.properties.get(key);
            }
        }
        throw new AssertionError("not published: " + service);
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}

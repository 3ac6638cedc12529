// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/**
 * Typed options of a connection. Keys are equal by name, so that two bundles may each define the same key; those of one
 * protocol are named {@code protocol.option}. Immutable. {@link #toString} masks secrets.
 */
public final class ConnectOptions {
    /**
     * Names an option.
     *
     * @param name unique
     * @param type of its value
     * @param fallback value when unset; may be null
     */
    public record Key<T>(String name, Class<T> type, T fallback) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key<?> key && name.equals(key.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    public static final Key<String> USER = new Key<>("user", String.class, null);
    /** Masked in every print. */
    public static final Key<String> PASSWORD = new Key<>("password", String.class, null);

    public static final Key<Duration> CONNECT_TIMEOUT =
            new Key<>("connectTimeout", Duration.class, Duration.ofSeconds(10));
    /** Longest silence on a connection that owes an answer. */
    public static final Key<Duration> IO_TIMEOUT = new Key<>("ioTimeout", Duration.class, Duration.ofSeconds(60));
    /** Connections to one server at one time. */
    public static final Key<Integer> MAX_CONNECTIONS = new Key<>("maxConnections", Integer.class, 8);
    /** How long a caller waits for a connection when all are busy. */
    public static final Key<Duration> POOL_TIMEOUT = new Key<>("poolTimeout", Duration.class, Duration.ofSeconds(60));
    /** How long an unused connection is kept. */
    public static final Key<Duration> IDLE_TIMEOUT = new Key<>("idleTimeout", Duration.class, Duration.ofSeconds(60));
    /** Trust and client keys of TLS; null is the JDK's default. */
    public static final Key<SSLContext> SSL_CONTEXT = new Key<>("sslContext", SSLContext.class, null);
    /** Whether the certificate must name the host. */
    public static final Key<Boolean> VERIFY_HOST_NAME = new Key<>("verifyHostName", Boolean.class, true);
    /** SHA-256 of the one certificate to accept, in hex; instead of the trust store and the host name. */
    public static final Key<String> CERTIFICATE_SHA256 = new Key<>("certificateSha256", String.class, null);

    /** No option set. */
    public static final ConnectOptions NONE = new ConnectOptions(Map.of());

    private final Map<Key<?>, Object> values;

    private ConnectOptions(Map<Key<?>, Object> values) {
        this.values = values;
    }

    /** The value, or the key's fallback. */
    public <T> T get(Key<T> key) {
        Object value = values.get(key);
        return value == null ? key.fallback() : key.type().cast(value);
    }

    /**
     * A copy with one more value; null unsets.
     *
     * @throws ClassCastException if {@code value} is not of the key's type
     */
    public <T> ConnectOptions with(Key<T> key, T value) {
        Map<Key<?>, Object> copy = new LinkedHashMap<>(values);
        if (value == null) {
            copy.remove(key);
        } else {
            copy.put(key, key.type().cast(value));
        }
        return new ConnectOptions(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConnectOptions that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(values);
    }

    @Override
    public String toString() {
        Map<String, Object> shown = new TreeMap<>();
        values.forEach((key, value) -> shown.put(key.name(), key.equals(PASSWORD) ? "***" : value));
        return shown.toString();
    }
}

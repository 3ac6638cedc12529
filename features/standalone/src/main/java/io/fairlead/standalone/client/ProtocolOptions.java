// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.ftp.client.connection.FtpOptions;
import io.fairlead.smb.client.SmbOptions;
import io.fairlead.tftp.client.TftpOptions;
import io.fairlead.vfs.ConnectorFileSystemConfigBuilder;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.vfs2.FileSystemOptions;

/** The options of the protocols by name, for {@code -o}. What a value may be, the protocol says when it connects. */
final class ProtocolOptions {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");

    private static final Set<Class<?>> READABLE = Set.of(String.class, Integer.class, Boolean.class, Duration.class);

    /** Of which there are others for it: {@code -o} is seen by everybody who lists processes. */
    private static final Set<ConnectOptions.Key<?>> NOT_HERE =
            Set.of(ConnectOptions.USER, ConnectOptions.PASSWORD, ConnectOptions.CERTIFICATE_SHA256);

    private ProtocolOptions() {}

    /** Names of all. */
    static List<String> names() {
        return keys().stream().map(ConnectOptions.Key::name).toList();
    }

    /** Whatever the clients publish that can be written as a text. */
    private static List<ConnectOptions.Key<?>> keys() {
        return Stream.of(ConnectOptions.class, FtpOptions.class, TftpOptions.class, SmbOptions.class)
                .flatMap(options -> Arrays.stream(options.getFields()))
                .filter(field -> field.getType() == ConnectOptions.Key.class)
                .<ConnectOptions.Key<?>>map(ProtocolOptions::key)
                .filter(key -> READABLE.contains(key.type()) && !NOT_HERE.contains(key))
                .toList();
    }

    private static ConnectOptions.Key<?> key(Field constant) {
        try {
            return (ConnectOptions.Key<?>) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(constant + " is public, of a public class", e);
        }
    }

    /**
     * Sets them.
     *
     * @throws IOException if there is none of a name, or its value is of another type
     */
    static void set(FileSystemOptions options, Map<String, String> values) throws IOException {
        for (Map.Entry<String, String> value : new LinkedHashMap<>(values).entrySet()) {
            ConnectOptions.Key<?> key = keys().stream()
                    .filter(known -> known.name().equals(value.getKey()))
                    .findFirst()
                    .orElseThrow(() -> new IOException(
                            "no option " + value.getKey() + "; known are " + String.join(" ", names())));
            set(options, key, value.getValue());
        }
    }

    private static <T> void set(FileSystemOptions options, ConnectOptions.Key<T> key, String text) throws IOException {
        ConnectorFileSystemConfigBuilder.getInstance()
                .set(options, key, key.type().cast(value(key, text)));
    }

    private static Object value(ConnectOptions.Key<?> key, String text) throws IOException {
        if (key.type() == Integer.class) {
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException e) {
                throw wrong(key, text, "a whole number");
            }
        }
        if (key.type() == Boolean.class) {
            if (!text.equals("true") && !text.equals("false")) {
                throw wrong(key, text, "true or false");
            }
            return Boolean.valueOf(text);
        }
        return key.type() == Duration.class ? time(key, text) : text;
    }

    private static Duration time(ConnectOptions.Key<?> key, String text) throws IOException {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw wrong(key, text, "a time as 500ms, 30s, 5m or 1h");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2) == null ? "s" : parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofSeconds(number);
        };
    }

    private static IOException wrong(ConnectOptions.Key<?> key, String text, String expected) {
        return new IOException("option " + key.name() + " is " + text + ", expected " + expected);
    }
}

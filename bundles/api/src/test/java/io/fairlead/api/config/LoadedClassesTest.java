// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Fake;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

class LoadedClassesTest {
    private static final String PATH = Drains.class.getName().replace('.', '/') + ".class";

    /** Mentions classes of others: in an instruction, in a lambda's types. */
    public static final class Drains implements Supplier<String> {
        @Override
        public String get() {
            Function<Duration, String> name = Duration::toString;
            return List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)).stream()
                    .map(name)
                    .collect(Collectors.joining("+"));
        }
    }

    /** As a bundle's: gives nothing any more once the bundle was refreshed. */
    private static final class BundleLoader extends ClassLoader {
        boolean refreshed;

        BundleLoader() {
            super(LoadedClassesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (refreshed) {
                throw new ClassNotFoundException(name);
            }
            Class<?> own = findLoadedClass(name);
            return own != null
                    ? own
                    : name.equals(Drains.class.getName()) ? define(name) : super.loadClass(name, resolve);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(PATH)) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private final BundleLoader loader = new BundleLoader();

    @Test
    void whatWasLoadedWorksAfterARefresh() throws Exception {
        LoadedClasses.of(bundle(), "/io/fairlead");
        assertThat(runAfterRefresh()).isEqualTo("PT1S+PT2S");
    }

    @Test
    void whatWasNotDoesNot() {
        assertThatThrownBy(this::runAfterRefresh).isInstanceOf(LinkageError.class);
    }

    private Object runAfterRefresh() throws Exception {
        Supplier<?> drains = (Supplier<?>)
                loader.loadClass(Drains.class.getName(), false).getConstructor().newInstance();
        loader.refreshed = true;
        return drains.get();
    }

    private Bundle bundle() {
        URL file = new Entry().url();
        return Fake.of(Bundle.class, (method, arguments) -> switch (method) {
            case "loadClass" -> {
                try {
                    yield loader.loadClass((String) arguments[0]);
                } catch (ClassNotFoundException e) {
                    throw new IllegalStateException(e);
                }
            }
            default -> Collections.enumeration(List.of(file));
        });
    }

    /** A bundle's entries have its root as theirs. */
    private static final class Entry extends URLStreamHandler {
        URL url() {
            try {
                return new URL("bundle", "1", -1, "/" + PATH, this);
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            return LoadedClassesTest.class.getClassLoader().getResource(PATH).openConnection();
        }
    }
}

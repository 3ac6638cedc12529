// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** A bundle's jar again, with the next version number. */
final class NewerVersion {
    private static final String REFERENCE = "reference:";

    private NewerVersion() {}

    static InputStream of(Bundle bundle) throws IOException {
        Version old = bundle.getVersion();
        String location = bundle.getLocation();
        URI jar = URI.create(location.startsWith(REFERENCE) ? location.substring(REFERENCE.length()) : location);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(jar.toURL().openStream())) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes()
                    .putValue(Constants.BUNDLE_VERSION, old.getMajor() + "." + (old.getMinor() + 1) + ".0");
            try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}

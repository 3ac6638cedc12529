// SPDX-License-Identifier: Apache-2.0
package io.fairlead.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a console, a repository or a lawyer asks of a bundle is in it. */
class BundleMetadataTest {
    static List<BuiltBundle> bundles() throws IOException {
        return BuiltBundle.all();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void saysWhoseItIsAndUnderWhichLicence(BuiltBundle bundle) {
        assertThat(bundle.header("Bundle-SymbolicName"))
                .isEqualTo("io.fairlead." + bundle.name().replace('-', '.'));
        assertThat(bundle.header("Bundle-License")).isEqualTo("Apache-2.0"); // as SPDX writes it
        assertThat(bundle.header("Bundle-Vendor")).isEqualTo("The Fairlead authors");
        assertThat(bundle.header("Bundle-DocURL")).startsWith("https://");
        assertThat(bundle.header("Bundle-SCM"))
                .contains("url=\"https://", "connection=\"scm:git:https://", "developerConnection=\"scm:git:");
        assertThat(bundle.header("Bundle-Name")).startsWith("Fairlead: ").isNotEqualTo("Fairlead: bundles");
        assertThat(bundle.classes().resolve("META-INF/LICENSE")).exists();
        assertThat(bundle.classes().resolve("META-INF/NOTICE")).exists();
    }

    /** One that is inherited says nothing of the bundle. */
    @Test
    void describesItselfAndNoOther() throws IOException {
        Map<String, String> seen = new HashMap<>();
        for (BuiltBundle bundle : bundles()) {
            assertThat(Files.readString(
                            bundle.classes().resolve("../../pom.xml").normalize()))
                    .as("pom.xml of %s", bundle)
                    .contains("<description>");
            String other = seen.put(bundle.header("Bundle-Description"), bundle.name());
            assertThat(other)
                    .as("the bundle with the same description as %s", bundle)
                    .isNull();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fails when a bundle imports what it may not; {@link Arrows} is the table. */
class BundleArrowsTest {
    static List<BuiltBundle> bundles() throws IOException {
        return BuiltBundle.all();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void everyBundleIsInTheTable(BuiltBundle bundle) {
        assertThat(Arrows.knows(bundle.name()))
                .as("%s is new: say in Arrows, and in docs/architecture.md, what it may import", bundle)
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void importsOnlyWhatItMay(BuiltBundle bundle) {
        for (String header : List.of("Import-Package", "DynamicImport-Package")) {
            assertThat(bundle.packages(header)).as("%s of %s", header, bundle).allSatisfy(imported -> assertThat(
                            Arrows.mayImport(bundle.name(), imported))
                    .as("%s may import %s", bundle, imported)
                    .isTrue());
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void onlyTheInterfacesAreExported(BuiltBundle bundle) {
        if (Arrows.mayExport(bundle.name())) {
            assertThat(bundle.packages("Export-Package"))
                    .as("exports of %s", bundle)
                    .isNotEmpty()
                    .allSatisfy(exported -> assertThat(exported + ".").startsWith(Arrows.ownPackage(bundle.name())));
        } else {
            assertThat(bundle.packages("Export-Package"))
                    .as("exports of %s", bundle)
                    .isEmpty();
        }
    }

    /** A package of somebody else's, copied in, would be an import that no manifest shows. */
    @ParameterizedTest
    @MethodSource("bundles")
    void holdsNothingButItsOwnPackages(BuiltBundle bundle) throws IOException {
        String own = Arrows.ownPackage(bundle.name()).replace('.', '/');
        assertThat(bundle.classFiles())
                .as("class files of %s", bundle)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file).startsWith(own));
    }

    @Test
    void theTableRefuses() {
        assertThat(Arrows.mayImport("ftp", "io.fairlead.core")).isFalse();
        assertThat(Arrows.mayImport("ftp", "io.fairlead.smb.protocol")).isFalse();
        assertThat(Arrows.mayImport("api", "io.fairlead.net")).isFalse();
        assertThat(Arrows.mayImport("core", "io.fairlead.net")).isFalse();
        assertThat(Arrows.mayImport("storage-s3", "io.fairlead.core")).isFalse();
        assertThat(Arrows.mayImport("storage-vfs", "io.fairlead.vfs")).isFalse();
        assertThat(Arrows.mayImport("storage-s3", "org.apache.commons.vfs2")).isFalse();
        assertThat(Arrows.mayImport("vfs", "io.fairlead.ftp.client")).isFalse();
        assertThat(Arrows.knows("gopher")).isFalse();
        assertThat(Arrows.mayExport("core")).isFalse();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are protected from writing, for users who are bound by that. */
class WriteAccessTest {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    @TempDir
    Path root;

    @ParameterizedTest
    @DisabledOnOs(OS.WINDOWS)
    @CsvSource({
        "r--r--r--, r--r--r--, ACCESS_DENIED",
        "rw-r--r--, r--r--r--, ACCESS_DENIED",
        "---------, ---------, ACCESS_DENIED",
        "r--rw-rw-, r--rw-rw-, ACCESS_DENIED",
        "-w-------, -w-------, replaced",
        "rw-r--r--, rw-r--r--, replaced"
    })
    void anUploadReplacesNoFileThatItsUserCouldNotWrite(String before, String meanwhile, String outcome)
            throws IOException {
        if (ROOT) {
            byOneWhoIsBound(before, meanwhile, outcome);
        } else {
            assertThat(ProtectedFile.upload(root, "f", before, meanwhile)).isEqualTo(outcome);
        }
        assertThat(Fixture.unpublished(root)).isEmpty();
        if (ROOT) {
            assertThat(root.resolve("f")).hasContent(outcome.equals("replaced") ? "new" : "old");
        }
    }

    /** The superuser without the capability that makes it one for files. */
    private void byOneWhoIsBound(String before, String meanwhile, String outcome) throws IOException {
        Tools.require("setpriv");
        List<String> runner = List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");
        try (ChildProcess child =
                ChildProcess.start(runner, ProtectedFile.class, Map.of(), root.toString(), "f", before, meanwhile)) {
            child.await(outcome);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theSuperuserReplacesAny() throws IOException {
        assumeTrue(ROOT);
        assertThat(ProtectedFile.upload(root, "f", "r--r--r--", "---------")).isEqualTo("replaced");
        assertThat(root.resolve("f")).hasContent("new");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFolderThatWasMovedMeanwhileHidesNoBits() throws IOException {
        Files.createDirectory(root.resolve("d"));
        Files.writeString(root.resolve("d/f"), "old");
        try (Fixture fixture = Fixture.open(root);
                Located place = fixture.storage().resolver().resolve(VPath.of("/d/f"), Links.FOLLOW)) {
            Files.move(root.resolve("d"), root.resolve("e"));
            WriteAccess.check(place);
        }
    }
}

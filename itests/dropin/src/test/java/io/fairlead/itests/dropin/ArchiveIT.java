// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The archive is what the page says it is. */
class ArchiveIT {
    /** What FileInstall 3.7 reads of a jar before it gives up. */
    private static final long READ_AHEAD = 256 * 1024;

    private final InstallPage page = InstallPage.read();
    private FileSystem archive;
    private Path root;

    @BeforeEach
    void open() throws IOException {
        archive = PlainFelix.archive();
        root = PlainFelix.root(archive);
    }

    @AfterEach
    void close() throws IOException {
        archive.close();
    }

    @Test
    void thePageNamesEachBundle() throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        for (Path jar : jars()) {
            found.computeIfAbsent(jar.getParent().getFileName().toString(), f -> new ArrayList<>())
                    .add(name(jar));
        }
        assertThat(found.keySet()).isEqualTo(page.bundles().keySet());
        found.forEach((folder, names) -> assertThat(page.bundles().get(folder))
                .as("the page's bundles of the folder %s", folder)
                .containsExactlyInAnyOrderElementsOf(names));
    }

    @Test
    void allIsAll() throws IOException {
        InstallPage.Choice all = page.choice("all");
        assertThat(all.folders()).doesNotHaveDuplicates();
        assertThat(Stream.concat(all.folders().stream(), Stream.of("logging")))
                .containsExactlyInAnyOrderElementsOf(page.bundles().keySet());
        try (Stream<Path> files = Files.list(root.resolve("etc"))) {
            assertThat(page.choices().stream().flatMap(choice -> choice.configurations().stream()))
                    .as("each file is some choice's")
                    .containsAll(files.map(f -> f.getFileName().toString()).toList());
        }
    }

    @Test
    void thePageNamesEachJarThatFileInstallCannotRead() throws IOException {
        List<String> large = new ArrayList<>();
        for (Path jar : jars()) {
            if (manifestBytes(jar) > READ_AHEAD) {
                large.add(name(jar));
            }
        }
        assertThat(large).isNotEmpty().allSatisfy(name -> assertThat(page.trap("`Resetting to invalid mark`"))
                .contains("`" + name + "`"));
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.toString().endsWith(".jar")).toList();
        }
    }

    private static String name(Path jar) {
        return jar.getFileName().toString().replaceFirst("-\\d.*", "");
    }

    private static long manifestBytes(Path jar) throws IOException {
        try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().equals("META-INF/MANIFEST.MF")) {
                    return entries.readAllBytes().length;
                }
            }
            return 0;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.benchmarks;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.Exports;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Files at depth 3, each in a folder of its own, as paths, in a storage on them, and through an Export of that. */
final class Tree implements AutoCloseable {
    private static final int INNER = 20;

    final Path[] paths;
    final VPath[] names;
    final Volume storage;
    final ExportVolume export;
    private final Path root;
    private final LocalStorage local;

    /** Made in a new folder in the folder that {@code -Dfolder} names; else on the tmpfs of Linux. */
    Tree(int files) throws IOException {
        root = Files.createTempDirectory(Path.of(System.getProperty("folder", "/dev/shm")), "tree");
        paths = new Path[files];
        names = new VPath[files];
        for (int i = 0; i < files; i++) {
            names[i] = VPath.of("/outer" + i / INNER + "/inner" + i % INNER + "/file.txt");
            paths[i] = root.resolve(names[i].toString().substring(1));
            Files.createDirectories(paths[i].getParent());
            Files.writeString(paths[i], "content");
        }
        local = LocalStorage.open(LocalSettings.of(root));
        storage = local.mount(Identity.of("bob"));
        Export shared = Exports.over(local).build();
        export = shared.mount(Identity.of("alice"));
    }

    @Override
    public void close() throws IOException {
        export.close();
        storage.close();
        local.close();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

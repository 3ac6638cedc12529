// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import junit.framework.Test;
import org.apache.commons.vfs2.AbstractProviderTestConfig;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemManager;
import org.apache.commons.vfs2.ProviderTestSuite;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;

/** The provider suite over a storage that can do all, random writes included, in our own manager. */
public class MemoryProviderTestCase extends AbstractProviderTestConfig {
    private final MemoryStorage storage = new MemoryStorage();
    private boolean filled;

    /** For the vintage engine. */
    public static Test suite() throws Exception {
        return new ProviderTestSuite(new MemoryProviderTestCase());
    }

    @Override
    public DefaultFileSystemManager getDefaultFileSystemManager() {
        return new WhiteboardFileSystemManager();
    }

    @Override
    public void prepare(DefaultFileSystemManager manager) throws Exception {
        if (!filled) { // it is called for managers of single tests, too
            fill();
            filled = true;
        }
        manager.addProvider("mem", new ConnectorFileProvider(new StorageConnector(storage), "mem"));
    }

    private void fill() throws IOException {
        Path samples = Path.of(System.getProperty("test.basedir"));
        try (Volume volume = storage.mount(Identity.of("test"));
                Stream<Path> all = Files.walk(samples)) {
            for (Path sample : (Iterable<Path>) all.skip(1)::iterator) {
                copy(
                        sample,
                        volume,
                        VPath.ROOT.resolve(samples.relativize(sample).toString()));
            }
        }
    }

    private static void copy(Path from, Volume volume, VPath to) throws IOException {
        if (Files.isDirectory(from)) {
            volume.open(to, Open.createDirectory()).close();
        } else {
            Contents.write(volume, to.toString(), Files.readAllBytes(from));
        }
    }

    @Override
    public FileObject getBaseTestFolder(FileSystemManager manager) throws Exception {
        return manager.resolveFile("mem://host/");
    }
}

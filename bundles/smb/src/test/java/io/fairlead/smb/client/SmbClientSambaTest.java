// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.testing.Contents;
import io.fairlead.testing.StorageContract;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against Samba is a storage like any other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmbClientSambaTest extends StorageContract {
    private static final AtomicInteger FOLDERS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static SambaServer server;
    private SmbConnector connector;

    @BeforeAll
    static void serve() throws Exception {
        server = SambaServer.start(folder, List.of());
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected Storage storage() throws Exception {
        String name = "t" + FOLDERS.incrementAndGet();
        Files.createDirectory(server.files().resolve(name));
        connector = new SmbConnector();
        ConnectOptions me = ConnectOptions.NONE
                .with(ConnectOptions.USER, SambaServer.user())
                .with(ConnectOptions.PASSWORD, SambaServer.PASSWORD);
        return connector.connect(URI.create("smb://127.0.0.1:" + server.port() + "/share/" + name), me);
    }

    @Override
    protected void dispose(Storage used) {
        ((RemoteStorage) used).close();
        assertThat(connector.connections()).isZero();
    }

    @AfterEach
    void close() {
        connector.close();
    }

    /** [MS-FSCC] 2.4.16: an empty value removes. */
    @Override
    public boolean keepsEmptyXattrs() {
        return false;
    }

    @Override
    public int flagsOfNewFiles() {
        return Attributes.ARCHIVE;
    }

    /** It has no FSCTL_SET_REPARSE_POINT. */
    @Test
    void makesNoLinksAndSaysSo() throws Exception {
        Symlinks links = volume().extension(Symlinks.class).orElseThrow();
        StorageException told = refused(() -> links.create(path("/l"), "a"), Reason.NOT_SUPPORTED);
        assertThat(told).hasMessageContaining("/l: the server makes no symbolic links");
        lists("/");
    }

    /** Samba replaces no file that is open. */
    @Test
    @Override
    public void isANewFile() throws Exception {
        file("/a", "old");
        NodeId old = volume().attributes(path("/a")).id();
        Contents.write(volume(), "/a", "new");
        assertThat(volume().attributes(path("/a")).size()).isEqualTo(3);
        assertThat(old).isNotNull();
    }

    /** Linux keeps no other times on this file system; what it makes of them, Samba tells. */
    @ParameterizedTest
    @ValueSource(strings = {"1970-01-02T00:00:00Z", "2040-06-01T12:00:00Z"})
    @Override
    public void takesTimesFarFromNow(Instant time) throws Exception {
        super.takesTimesFarFromNow(time);
    }

    @Override
    public void populate(List<Sample> samples) throws Exception {
        if (samples.size() < 1000) {
            super.populate(samples);
            return;
        }
        for (Sample sample : samples) {
            Files.write(server.files().resolve("t" + FOLDERS.get() + sample.path()), sample.content());
        }
    }

    @Test
    @Override
    public void publishesFlagsWithAnUpload() {
        Assumptions.abort("Samba marks what was written as to be archived");
    }

    @Test
    @Override
    public void keepsFlagsAndBirthThroughChanges() {
        Assumptions.abort("Samba marks what was written as to be archived");
    }
}

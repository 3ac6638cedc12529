// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Storage;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.StorageContract;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The client against our own server is a storage like any other: each test in a folder of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmbClientStorageTest extends StorageContract {
    static final ConnectOptions ME =
            ConnectOptions.NONE.with(ConnectOptions.USER, Served.USER).with(ConnectOptions.PASSWORD, Served.PASSWORD);

    private static final AtomicInteger FOLDERS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static Served server;
    private SmbConnector connector;

    @BeforeAll
    static void serve() throws Exception {
        server = new Served(folder, 0, given -> given);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    protected Storage storage() throws Exception {
        String name = "t" + FOLDERS.incrementAndGet();
        Files.createDirectory(folder.resolve("files").resolve(name));
        connector = new SmbConnector();
        return connector.connect(URI.create("smb://127.0.0.1:" + server.port() + "/share/" + name), options());
    }

    @Override
    protected void dispose(Storage used) {
        ((RemoteStorage) used).close();
        assertThat(connector.connections()).isZero();
    }

    /** How to connect; a subclass changes it. */
    ConnectOptions options() {
        return ME;
    }

    @AfterEach
    void close() {
        connector.close();
    }

    /** [MS-FSA] 2.1.5.1.1: a server marks what is new as to be archived. */
    @Override
    public int flagsOfNewFiles() {
        return Attributes.ARCHIVE;
    }

    /** [MS-FSCC] 2.4.16: an empty value removes. */
    @Override
    public boolean keepsEmptyXattrs() {
        return false;
    }
}

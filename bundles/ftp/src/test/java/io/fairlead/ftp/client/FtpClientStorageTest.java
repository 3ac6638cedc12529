// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Storage;
import io.fairlead.testing.StorageContract;
import org.junit.jupiter.api.AfterEach;

/** The client against our own server is a storage like any other. */
class FtpClientStorageTest extends StorageContract {
    private final FtpConnector connector = new FtpConnector();
    private OurServer server;

    @Override
    protected Storage storage() throws Exception {
        server = OurServer.start();
        Storage storage = connector.connect(server.uri("ftp"), options());
        storage.mount(Identity.ANONYMOUS).close(); // from now on its features are what the server offers
        return storage;
    }

    /** How to connect; a subclass changes it. */
    ConnectOptions options() {
        return OurServer.ME;
    }

    @AfterEach
    void stop() {
        connector.close();
        server.close();
    }
}

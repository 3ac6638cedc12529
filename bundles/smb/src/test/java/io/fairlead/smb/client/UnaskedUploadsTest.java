// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.smb.server.Served;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** At our own server, which shows symbolic links. */
class UnaskedUploadsTest extends UnaskedUploads {
    private Served server;

    @Override
    URI serve(Path folder) throws Exception {
        server = new Served(folder, 0, given -> given);
        Files.createDirectory(folder.resolve("files/root"));
        return URI.create("smb://127.0.0.1:" + server.port() + "/share/root");
    }

    @Override
    ConnectOptions options() {
        return SmbClientStorageTest.ME;
    }

    @Override
    void stop() throws Exception {
        server.close();
    }
}

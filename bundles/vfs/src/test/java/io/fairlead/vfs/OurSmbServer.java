// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.storage.Storage;
import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersAuthenticator;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.auth.users.UsersSettings;
import io.fairlead.core.Exports;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.smb.server.SmbServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Our SMB server over any storage, as the share {@code files}, for the user {@code me} with the password {@code secret}. */
final class OurSmbServer implements AutoCloseable {
    private final SocketEndpoints endpoints = new SocketEndpoints();
    private final UsersAuthenticator users;
    private final SmbServer server;

    OurSmbServer(Storage storage) throws IOException {
        Path accounts = Files.createTempDirectory("smb-users").resolve("users");
        UsersFile file = UsersFile.load(accounts);
        file.add("me", "secret".toCharArray(), UserOptions.parse("").withNtlm(true));
        file.save();
        users = new UsersAuthenticator(UsersSettings.of(accounts), () -> LoginThrottle.NONE);
        server = SmbServer.builder(endpoints)
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .share(
                        "files",
                        Exports.over(storage)
                                .name("files")
                                .caseInsensitive(true)
                                .build())
                .authenticator(users)
                .start();
    }

    /** {@code smb://me:secret@127.0.0.1:port/}. */
    String url() {
        return "smb://me:secret@127.0.0.1:" + port() + "/";
    }

    int port() {
        return server.addresses().get(0).getPort();
    }

    @Override
    public void close() {
        server.close(true);
        endpoints.close();
        users.close();
    }
}

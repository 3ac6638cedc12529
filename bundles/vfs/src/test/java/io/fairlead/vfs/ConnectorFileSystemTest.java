// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectorFileSystemTest {
    @ParameterizedTest
    @CsvSource({"ftp,''", "ftps,''", "smb,'no connection to 127.0.0.1 port PORT: '"})
    void tellsOnceWhatCannotBeReached(String scheme, String told) throws Exception {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        try (DefaultFileSystemManager files = new DefaultFileSystemManager()) {
            files.addProvider(new String[] {"ftp", "ftps"}, new FtpFileProvider());
            files.addProvider("smb", new SmbFileProvider());
            files.init();
            String server = scheme + "://127.0.0.1:" + port + "/";
            assertThatThrownBy(() -> files.resolveFile(server + "file").exists())
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage("no connection to " + server + ": " + told.replace("PORT", String.valueOf(port))
                            + "Connection refused");
        }
    }
}

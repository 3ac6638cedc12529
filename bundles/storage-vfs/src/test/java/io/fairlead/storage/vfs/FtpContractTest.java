// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.util.List;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.junit.jupiter.api.AfterEach;

/** Our FTP server behind our FTP client behind Commons VFS: one protocol in front of another. */
class FtpContractTest extends VfsContract {
    private final MemoryStorage behind = new MemoryStorage();
    private OurServers servers;

    @Override
    DefaultFileSystemManager manager() throws Exception {
        return Managers.withOurs();
    }

    @Override
    String url() throws Exception {
        servers = new OurServers(behind);
        return servers.ftpUrl();
    }

    @Override
    public void populate(List<Sample> samples) throws Exception {
        try (Volume volume = behind.mount(user())) {
            Contents.populate(volume, samples);
        }
    }

    @AfterEach
    void closeServers() {
        servers.close();
    }
}

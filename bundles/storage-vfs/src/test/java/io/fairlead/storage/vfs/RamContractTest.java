// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import org.apache.commons.vfs2.impl.DefaultFileSystemManager;

class RamContractTest extends VfsContract {
    @Override
    DefaultFileSystemManager manager() throws Exception {
        return Managers.builtIn();
    }

    @Override
    String url() {
        return "ram:///";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import junit.framework.Test;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.ProviderTestSuite;

/** As its parent, encrypted. */
public class EncryptedSmbProviderTestCase extends SmbProviderTestCase {
    /** For the vintage engine. */
    public static Test suite() throws Exception {
        return new ProviderTestSuite(new EncryptedSmbProviderTestCase());
    }

    @Override
    FileSystemOptions options() {
        FileSystemOptions options = new FileSystemOptions();
        SmbConfigBuilder.getInstance().setEncryptionRequired(options, true);
        return options;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import junit.framework.Test;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.ProviderTestSuite;

/** The provider suite under TLS, explicit, on the control and the data connections. */
public class FtpsProviderTestCase extends FtpProviderTestCase {
    /** For the vintage engine. */
    public static Test suite() throws Exception {
        return new ProviderTestSuite(new FtpsProviderTestCase());
    }

    @Override
    String scheme() {
        return "ftps";
    }

    @Override
    FileSystemOptions options() throws Exception {
        FileSystemOptions options = new FileSystemOptions();
        FtpConfigBuilder.getInstance().setCertificateSha256(options, OurServer.certificateSha256());
        return options;
    }
}

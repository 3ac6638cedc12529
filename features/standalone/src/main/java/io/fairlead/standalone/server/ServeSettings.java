// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code serve} was asked for; null means: not said.
 *
 * @param home folder named by {@code --home}
 * @param folder to serve
 * @param users {@code NAME} or {@code NAME:PASSWORD}
 * @param keytab for log-ins by Kerberos
 * @param readOnly whether nobody may change anything
 * @param deploy whether bundles dropped into the home are run
 * @param network where to listen, and what is accepted there
 */
record ServeSettings(
        Path home, Path folder, List<String> users, Path keytab, Boolean readOnly, boolean deploy, Network network) {
    /**
     * The network's part; null means: not said.
     *
     * @param host to listen on
     * @param allowPlaintext whether passwords may come in clear text from beyond this machine
     * @param tftp port of TFTP, which is off if it is null, unless {@code tftpWrite}
     * @param tftpWrite whether TFTP accepts uploads
     * @param share name of the SMB share
     */
    record Network(
            String host, boolean allowPlaintext, Port ftp, Port tftp, Port smb, Boolean tftpWrite, String share) {
        /** Whether TFTP was asked for: by itself, or by asking that it writes. */
        boolean tftpAsked() {
            return tftp == null ? Boolean.TRUE.equals(tftpWrite) : tftp.on();
        }

        /** Whether it can be reached from this machine only. */
        boolean loopback() throws StartFailure {
            try {
                return host == null || InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException e) {
                throw new StartFailure("unknown host " + host, e);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.net.InetSocketAddress;

/**
 * The other end of a session, for throttling, logs and change events.
 *
 * @param protocol {@code ftp}, {@code tftp}, {@code smb}
 * @param remote its address
 * @param encrypted whether what it sends can't be read on the way
 */
public record Peer(String protocol, InetSocketAddress remote, boolean encrypted) {
    @Override
    public String toString() {
        return protocol + (encrypted ? "+tls " : " ") + remote.getAddress().getHostAddress() + ":" + remote.getPort();
    }
}

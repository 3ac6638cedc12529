// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The other end of a session, for throttling, logs and change events.
 *
 * @param protocol {@code ftp}, {@code tftp}, {@code smb}
 * @param remote its address
 * @param encrypted whether what it sends can't be read on the way
 */
public record Peer(String protocol, InetSocketAddress remote, boolean encrypted) {
    /**
     * What counts as one place where somebody comes from, see {@link AddressRange#ofPeer}; for instance
     * {@code 192.0.2.1}, {@code 2001:db8:0:1:0:0:0:0/64}.
     */
    public static String origin(InetAddress address) {
        return AddressRange.ofPeer(address).toString();
    }

    /** {@link #origin(InetAddress)} of this one. */
    public String origin() {
        return origin(remote.getAddress());
    }

    @Override
    public String toString() {
        return protocol + (encrypted ? "+tls " : " ") + remote.getAddress().getHostAddress() + ":" + remote.getPort();
    }
}

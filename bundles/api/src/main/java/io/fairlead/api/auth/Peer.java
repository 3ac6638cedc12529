// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The other end of a session, for throttling, logs and change events.
 *
 * @param protocol {@code ftp}, {@code tftp}, {@code smb}
 * @param remote its address
 * @param encrypted whether what it sends can't be read on the way
 */
public record Peer(String protocol, InetSocketAddress remote, boolean encrypted) {
    /**
     * What counts as one place where somebody comes from: an IPv4 address, or the first 64 bits of an IPv6 one, the least
     * that one customer gets (RFC 6177 2). For instance {@code 192.0.2.1}, {@code 2001:db8:0:1:0:0:0:0/64}.
     */
    public static String origin(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, 8, 16, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
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

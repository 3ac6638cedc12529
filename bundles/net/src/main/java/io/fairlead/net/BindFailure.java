// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Says why an address can't be listened on, and what to do about it. */
final class BindFailure {
    private BindFailure() {}

    static IOException of(InetSocketAddress address, IOException cause) {
        String said = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        String lower = said.toLowerCase(Locale.ROOT);
        String why;
        if (lower.contains("in use")) {
            why = "address already in use; another program has this port, or another server here is configured for it";
        } else if (lower.contains("permission")) {
            why = "permission denied; ports below 1024 need a privilege (on Linux CAP_NET_BIND_SERVICE)";
        } else if (lower.contains("assign")) {
            why = "this machine has no such address";
        } else {
            why = said;
        }
        var failure = new BindException("cannot listen on " + text(address) + ": " + why);
        failure.initCause(cause);
        return failure;
    }

    /** Another server of this process is attached there. */
    static IOException taken(InetSocketAddress address, String owner) {
        String who = owner.isEmpty() ? "another server" : owner;
        return new BindException(
                "cannot listen on " + text(address) + ": " + who + " listens there; one of the two needs another port");
    }

    /** {@code 127.0.0.1:21}, {@code [::1]:21} or {@code *:21}. */
    static String text(InetSocketAddress address) {
        if (address.getAddress().isAnyLocalAddress()) {
            return "*:" + address.getPort();
        }
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}

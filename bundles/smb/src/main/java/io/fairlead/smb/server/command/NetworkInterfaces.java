// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.smb.protocol.NetworkInterfaceInfo;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The addresses of this host, for NETWORK_INTERFACE_INFO. */
final class NetworkInterfaces {
    private static final long GIGABIT = 1_000_000_000L; // the JDK tells no speed

    private NetworkInterfaces() {}

    /** Those that a client at {@code peer} can use. */
    static byte[] encode(InetAddress peer) {
        List<NetworkInterfaceInfo> addresses = new ArrayList<>();
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                each.inetAddresses()
                        .filter(address -> !address.isLinkLocalAddress()
                                && address.isLoopbackAddress() == peer.isLoopbackAddress())
                        .forEach(address ->
                                addresses.add(new NetworkInterfaceInfo(each.getIndex(), 0, GIGABIT, address)));
            }
        } catch (SocketException e) {
            return new byte[0]; // none is an answer, too
        }
        return NetworkInterfaceInfo.encode(addresses);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.net.WireWriter;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** NETWORK_INTERFACE_INFO, [MS-SMB2] 2.2.32.5. */
final class NetworkInterfaces {
    private static final int ENTRY_BYTES = 152;
    private static final long GIGABIT = 1_000_000_000L; // the JDK tells no speed
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 23;

    private NetworkInterfaces() {}

    private record Address(int index, InetAddress address) {}

    /** Those that a client at {@code peer} can use. */
    static byte[] encode(InetAddress peer) {
        List<Address> addresses = new ArrayList<>();
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                each.inetAddresses()
                        .filter(address -> !address.isLinkLocalAddress()
                                && address.isLoopbackAddress() == peer.isLoopbackAddress())
                        .forEach(address -> addresses.add(new Address(each.getIndex(), address)));
            }
        } catch (SocketException e) {
            return new byte[0]; // none is an answer, too
        }
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < addresses.size(); i++) {
            int start = out.position();
            byte[] address = addresses.get(i).address.getAddress();
            out.u32(i < addresses.size() - 1 ? ENTRY_BYTES : 0);
            out.u32(addresses.get(i).index).u32(0).u32(0).u64(GIGABIT);
            out.u16(address.length == 4 ? AF_INET : AF_INET6).u16(0);
            if (address.length > 4) {
                out.u32(0); // sin6_flowinfo
            }
            out.bytes(address);
            out.zero(start + ENTRY_BYTES - out.position());
        }
        return out.toBytes();
    }
}

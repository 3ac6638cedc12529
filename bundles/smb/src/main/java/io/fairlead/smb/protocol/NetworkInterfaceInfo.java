// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An address of a server, NETWORK_INTERFACE_INFO Response, [MS-SMB2] 2.2.32.5.
 *
 * @param index IfIndex
 * @param capability {@link #RSS_CAPABLE}, {@link #RDMA_CAPABLE}
 * @param linkSpeed in bits for a second
 */
public record NetworkInterfaceInfo(long index, int capability, long linkSpeed, InetAddress address) {
    /** FSCTL_QUERY_NETWORK_INTERFACE_INFO, which asks for them. */
    public static final int QUERY = 0x0014_01FC;

    public static final int RSS_CAPABLE = 0x1;
    public static final int RDMA_CAPABLE = 0x2;

    private static final int ENTRY_BYTES = 152;
    private static final int MOST = 1024;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 23;
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    /** All of an answer. */
    public static byte[] encode(List<NetworkInterfaceInfo> all) {
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < all.size(); i++) {
            int start = out.position();
            NetworkInterfaceInfo one = all.get(i);
            byte[] address = one.address.getAddress();
            out.u32(i < all.size() - 1 ? ENTRY_BYTES : 0); // Next
            out.u32(one.index).u32(one.capability).u32(0).u64(one.linkSpeed);
            out.u16(address.length == V4_BYTES ? AF_INET : AF_INET6).u16(0); // Family, Port
            if (address.length > V4_BYTES) {
                out.u32(0); // sin6_flowinfo
            }
            out.bytes(address);
            out.zero(start + ENTRY_BYTES - out.position());
        }
        return out.toBytes();
    }

    /**
     * All of an answer; without those of address families that we don't know.
     *
     * @throws MalformedMessageException if it is none
     */
    public static List<NetworkInterfaceInfo> decode(byte[] output) throws MalformedMessageException {
        List<NetworkInterfaceInfo> all = new ArrayList<>();
        if (output.length == 0) {
            return all;
        }
        int at = 0;
        for (int i = 0; i < MOST; i++) {
            ByteBuffer rest = ByteBuffer.wrap(output, at, output.length - at).slice();
            WireReader in = new WireReader(rest, ByteOrder.LITTLE_ENDIAN);
            long next = in.u32();
            long index = in.u32();
            int capability = (int) in.u32();
            in.skip(4);
            long linkSpeed = in.u64();
            InetAddress address = address(in);
            if (address != null) {
                all.add(new NetworkInterfaceInfo(index, capability, linkSpeed, address));
            }
            if (next == 0) {
                return all;
            }
            if (next < ENTRY_BYTES || next % 8 != 0 || next > output.length - at) {
                throw new MalformedMessageException("Next is " + next);
            }
            at += (int) next;
        }
        throw new MalformedMessageException("more than " + MOST + " addresses");
    }

    /** SOCKADDR_STORAGE, 2.2.32.5.1. */
    private static InetAddress address(WireReader in) throws MalformedMessageException {
        int family = in.u16();
        in.skip(2);
        if (family == AF_INET6) {
            in.skip(4);
        }
        try {
            return switch (family) {
                case AF_INET -> InetAddress.getByAddress(in.bytes(V4_BYTES));
                case AF_INET6 -> InetAddress.getByAddress(in.bytes(V6_BYTES));
                default -> null;
            };
        } catch (UnknownHostException e) {
            throw new MalformedMessageException("an address of a length that there is not");
        }
    }
}

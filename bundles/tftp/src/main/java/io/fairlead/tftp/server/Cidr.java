// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A network, RFC 4632: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address.
 *
 * @param network 4 or 16 bytes
 * @param bits of them that count
 */
record Cidr(byte[] network, int bits) {
    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none; host names are not looked up
     */
    static Cidr of(String text) {
        String[] parts = text.trim().split("/", 2);
        if (!parts[0].matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address or network");
        }
        try {
            byte[] network = InetAddress.getByName(parts[0]).getAddress();
            int bits = parts.length == 1 ? network.length * 8 : Integer.parseInt(parts[1]);
            if (bits < 0 || bits > network.length * 8) {
                throw new IllegalArgumentException("\"" + text + "\": 0 to " + network.length * 8 + " bits");
            }
            return new Cidr(network, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address or network", e);
        }
    }

    boolean contains(InetAddress address) {
        byte[] other = address.getAddress(); // an IPv4-mapped one is an Inet4Address in Java
        if (other.length != network.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (other[i] != network[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((other[whole] ^ network[whole]) & 0xFF) >> (8 - rest) == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr that && bits == that.bits && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(network) * 31 + bits;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Addresses with a common beginning, RFC 4632: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address. IPv4 addresses
 * and IPv6 ones are never in one range.
 *
 * @param address the first of them; what is given counts no further than {@code prefixBits}
 * @param prefixBits how many leading bits they have in common
 */
public record AddressRange(InetAddress address, int prefixBits) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int NETWORK_BITS = 64;

    /** @throws IllegalArgumentException for a negative number of bits, or more than the address has */
    public AddressRange {
        int all = bits(address);
        if (prefixBits < 0 || prefixBits > all) {
            throw new IllegalArgumentException(prefixBits + " leading bits of an address that has " + all);
        }
        if (prefixBits < all) {
            address = first(address, prefixBits);
        }
    }

    /** @throws IllegalArgumentException if it is no literal address with or without prefix length; names aren't looked up */
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        try {
            if (LITERAL.matcher(literal).matches()) {
                InetAddress address = InetAddress.getByName(literal);
                return new AddressRange(
                        address, slash < 0 ? bits(address) : Integer.parseInt(text.substring(slash + 1)));
            }
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw invalid(text, e);
        }
        throw invalid(text, null);
    }

    private static IllegalArgumentException invalid(String text, Exception cause) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no address or network, such as 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32", cause);
    }

    /**
     * What counts as one peer where peers are limited: an IPv4 address; the /64 network of an IPv6 one, the least that one
     * customer gets (RFC 6177 2); a link-local IPv6 address by itself, for all hosts of a link are in one network.
     */
    public static AddressRange ofPeer(InetAddress address) {
        boolean alone = !(address instanceof Inet6Address) || address.isLinkLocalAddress();
        return new AddressRange(address, alone ? bits(address) : NETWORK_BITS);
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }

    private static InetAddress first(InetAddress of, int prefixBits) {
        byte[] bytes = of.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.min(Byte.SIZE, Math.max(0, prefixBits - i * Byte.SIZE));
            bytes[i] &= (byte) (0xFF00 >> kept);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("as many bytes as an address has", e);
        }
    }

    /** Whether {@code other} is one of them. */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress(); // 4 bytes of an IPv4-mapped one as well
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit & 7);
            if (((mine[bit >> 3] ^ theirs[bit >> 3]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #of} reads it; without a prefix length if it is one address. */
    @Override
    public String toString() {
        String text = address.getHostAddress();
        return prefixBits == bits(address) ? text : text + "/" + prefixBits;
    }
}

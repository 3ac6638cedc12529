// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Addresses with a common beginning, as {@code 10.0.0.0/8}, {@code ::1}.
 *
 * @param address the first of them
 * @param prefixBits how many leading bits count
 */
public record AddressRange(InetAddress address, int prefixBits) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** @throws IllegalArgumentException if it is no literal address with or without prefix length; names aren't looked up */
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        try {
            if (LITERAL.matcher(literal).matches()) {
                InetAddress address = InetAddress.getByName(literal);
                int all = address.getAddress().length * 8;
                int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
                if (bits >= 0 && bits <= all) {
                    return new AddressRange(address, bits);
                }
            }
        } catch (UnknownHostException | NumberFormatException e) {
            throw invalid(text, e);
        }
        throw invalid(text, null);
    }

    private static IllegalArgumentException invalid(String text, Exception cause) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no address; expected one like 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32", cause);
    }

    /** Whether {@code other} is one of them. */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
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
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

import java.net.InetAddress;
import java.util.HexFormat;

/** Addresses as text that goes into file names. */
public final class AddressText {
    private AddressText() {}

    /** {@code 192.0.2.169}, or {@code 2001:db8::1} as RFC 5952 has it, without a zone. */
    public static String plain(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xFF) << 8 | bytes[2 * i + 1] & 0xFF;
        }
        return compressed(groups);
    }

    /** {@code C00002A9}, or 32 digits. */
    public static String hex(InetAddress address) {
        return HexFormat.of().withUpperCase().formatHex(address.getAddress());
    }

    /** RFC 5952 4.2: the longest run of two or more zero groups, the first of equals, becomes {@code ::}. */
    private static String compressed(int[] groups) {
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}

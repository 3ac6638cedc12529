// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import java.util.Locale;

/**
 * What a server calls itself to its clients. They see it, and believe none of it.
 *
 * @param nbComputer at most 15 letters, in capitals
 * @param nbDomain that of a server in no domain is its own
 * @param dnsComputer in full
 * @param dnsDomain may be empty
 */
public record ServerNames(String nbComputer, String nbDomain, String dnsComputer, String dnsDomain) {
    private static final int MOST_NETBIOS_LETTERS = 15;

    /** Those of a server in no domain, from its name in DNS. */
    public static ServerNames standalone(String dnsName) {
        int dot = dnsName.indexOf('.');
        String first = dot < 0 ? dnsName : dnsName.substring(0, dot);
        String netbios = first.substring(0, Math.min(MOST_NETBIOS_LETTERS, first.length()))
                .toUpperCase(Locale.ROOT);
        return new ServerNames(netbios, netbios, dnsName, dot < 0 ? "" : dnsName.substring(dot + 1));
    }
}

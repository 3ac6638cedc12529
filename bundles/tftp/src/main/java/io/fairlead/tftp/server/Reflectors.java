// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import java.util.Set;

/**
 * Ports of services that answer whatever comes, or answer small questions at length. A request that seems to come from
 * one is forged, most likely, to have us send to that service. No client uses them; the other ports below 1024 some do
 * (lwIP until 2025 asked from port 69).
 */
final class Reflectors {
    private static final Set<Integer> PORTS = Set.of(
            0, // nobody's: there is no answering it
            7, // echo
            11, // systat
            13, // daytime
            15, // netstat
            17, // quote of the day
            19, // chargen
            37, // time
            53, // DNS
            111, // portmapper
            123, // NTP
            137, // NetBIOS names
            161, // SNMP
            177, // XDMCP
            389, // CLDAP
            427, // SLP
            464, // kpasswd, CVE-2002-2443
            500, // ISAKMP
            520, // RIP
            623); // IPMI

    private Reflectors() {}

    static boolean has(int port) {
        return PORTS.contains(port);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.channel;

import io.fairlead.smb.protocol.NetworkInterfaceInfo;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** At which addresses a server is asked for more channels, [MS-SMB2] 3.2.5.14.11: of those that it has told. */
final class ChannelAddresses {
    private static final int MOST = 8;

    private ChannelAddresses() {}

    /**
     * The one that the session began at, and one of each other interface that is not slower. What only a host itself or its
     * neighbours know by an address is used where the session began with such a one.
     *
     * @param home where the session began
     */
    static List<InetAddress> of(InetAddress home, List<NetworkInterfaceInfo> told) {
        List<InetAddress> usable = new ArrayList<>(List.of(home));
        Optional<NetworkInterfaceInfo> own =
                told.stream().filter(each -> each.address().equals(home)).findFirst();
        Set<Long> interfaces = new HashSet<>();
        own.ifPresent(each -> interfaces.add(each.index()));
        long least = own.map(NetworkInterfaceInfo::linkSpeed).orElse(0L);
        told.stream()
                .filter(each -> each.linkSpeed() >= least && isOfTheKind(home, each.address()))
                // of an interface with several the one like ours
                .sorted(Comparator.comparing(each -> each.address().getClass() != home.getClass()))
                .filter(each -> interfaces.add(each.index()))
                .limit(MOST - 1L)
                .forEach(each -> usable.add(each.address()));
        return usable;
    }

    private static boolean isOfTheKind(InetAddress home, InetAddress other) {
        return !other.isAnyLocalAddress()
                && !other.isMulticastAddress()
                && !other.equals(home)
                && other.isLoopbackAddress() == home.isLoopbackAddress()
                && (!other.isLinkLocalAddress() || home.isLinkLocalAddress());
    }
}

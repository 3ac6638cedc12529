// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.dfsc;

import java.util.List;

/**
 * An entry of a {@link ReferralResponse}, [MS-DFSC] 2.2.5: a target. What a version does not tell is empty, or 0.
 *
 * @param version 1 to 4
 * @param serverType {@link #ROOT} or 0
 * @param flags ReferralEntryFlags: {@link #NAME_LIST}, {@link #TARGET_SET_BOUNDARY}
 * @param timeToLive in seconds; not of version 1
 * @param dfsPath what of the path the target stands for; of a name list its SpecialName
 * @param alternatePath the same in short names
 * @param networkAddress {@code \server\share} or {@code \server\share\path}
 * @param expandedNames of a name list: domain controllers
 */
public record Referral(
        int version,
        int serverType,
        int flags,
        long timeToLive,
        String dfsPath,
        String alternatePath,
        String networkAddress,
        List<String> expandedNames) {
    /** Of ServerType: the target is the root of a namespace. */
    public static final int ROOT = 0x1;
    /** NameListReferral: it tells names of a domain and no target. */
    public static final int NAME_LIST = 0x2;
    /** TargetSetBoundary, of version 4: the first of those that are equally near. */
    public static final int TARGET_SET_BOUNDARY = 0x4;

    public Referral {
        expandedNames = List.copyOf(expandedNames);
    }

    /** A target, of version 2 to 4. */
    public static Referral target(
            int version, int serverType, int flags, long timeToLive, String path, String address) {
        return new Referral(version, serverType, flags, timeToLive, path, path, address, List.of());
    }

    public boolean isNameList() {
        return version >= 3 && (flags & NAME_LIST) != 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.dfsc;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * REQ_GET_DFS_REFERRAL, [MS-DFSC] 2.2.2: the input of {@link #FSCTL_DFS_GET_REFERRALS}.
 *
 * @param maxReferralLevel newest version of the entries that are understood
 * @param requestFileName {@code \server\share\path}, with a single backslash before it
 */
public record ReferralRequest(int maxReferralLevel, String requestFileName) {
    /** [MS-SMB2] 2.2.31. */
    public static final int FSCTL_DFS_GET_REFERRALS = 0x0006_0194;

    public static ReferralRequest decode(byte[] input) throws MalformedMessageException {
        WireReader in = new WireReader(ByteBuffer.wrap(input), ByteOrder.LITTLE_ENDIAN);
        return new ReferralRequest(in.u16(), ReferralResponse.text(in.rest(), "RequestFileName"));
    }

    public byte[] encode() {
        return new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u16(maxReferralLevel)
                .utf16(requestFileName)
                .u16(0)
                .toBytes();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.api.acl.Sid;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.fscc.QuotaInformation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * SMB2_QUERY_QUOTA_INFO, [MS-SMB2] 2.2.37.1: whose quotas are asked for.
 *
 * @param single whether one entry is enough
 * @param restart whether the list begins anew
 * @param sids those asked for; empty for all
 * @param start the first one; empty to go on
 */
public record QueryQuotaInfo(boolean single, boolean restart, List<Sid> sids, Optional<Sid> start) {
    private static final int FIXED_BYTES = 16;

    public static QueryQuotaInfo decode(byte[] buffer) throws MalformedMessageException {
        WireReader in = new WireReader(ByteBuffer.wrap(buffer), ByteOrder.LITTLE_ENDIAN);
        boolean single = in.u8() != 0;
        boolean restart = in.u8() != 0;
        in.skip(2);
        long listBytes = in.u32();
        long startBytes = in.u32();
        long startOffset = in.u32();
        WireReader sids = new WireReader(
                ByteBuffer.wrap(buffer, FIXED_BYTES, buffer.length - FIXED_BYTES), ByteOrder.LITTLE_ENDIAN);
        if (listBytes > 0) {
            List<Sid> list = QuotaInformation.decodeGet(sids.slice(0, listBytes, "SidListLength"));
            return new QueryQuotaInfo(single, restart, list, Optional.empty());
        }
        if (startBytes == 0) {
            return new QueryQuotaInfo(single, restart, List.of(), Optional.empty());
        }
        WireReader start = sids.slice(startOffset, startBytes, "StartSidOffset");
        return new QueryQuotaInfo(
                single, restart, List.of(), Optional.of(QuotaInformation.decodeSid(start, startBytes)));
    }
}

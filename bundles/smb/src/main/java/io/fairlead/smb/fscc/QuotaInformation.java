// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import io.fairlead.api.acl.InvalidDescriptorException;
import io.fairlead.api.acl.Sid;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * FILE_QUOTA_INFORMATION, [MS-FSCC] 2.4.41: what one user has stored, and may.
 *
 * @param sid the user
 * @param used bytes
 * @param threshold bytes from which a warning would be logged; {@link #NONE} for none
 * @param limit bytes; {@link #NONE} for none
 */
public record QuotaInformation(Sid sid, long used, long threshold, long limit) {
    public static final long NONE = -1;

    private static final int FIXED_BYTES = 40;
    private static final int FIXED_GET_BYTES = 8;
    private static final int SID_FIXED_BYTES = 8;
    private static final int MOST_SIDS = 1024;

    /** Bytes that it takes, without padding. */
    public int bytes() {
        return FIXED_BYTES + sid.length();
    }

    /** As many of a list as fit, from the first on. */
    public static int fitting(List<QuotaInformation> list, long most) {
        long end = 0;
        for (int i = 0; i < list.size(); i++) {
            end = ((end + 7) & ~7L) + list.get(i).bytes();
            if (end > most) {
                return i;
            }
        }
        return list.size();
    }

    /** A list, each entry at a multiple of eight bytes. */
    public static byte[] encode(List<QuotaInformation> list) {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        int last = -1;
        for (QuotaInformation each : list) {
            out.align(8);
            if (last >= 0) {
                out.setU32(last, out.position() - last);
            }
            last = out.position();
            out.u32(0).u32(each.sid.length()).u64(0); // ChangeTime: nobody keeps it
            out.u64(each.used).u64(each.threshold).u64(each.limit);
            out.bytes(encode(each.sid));
        }
        return out.toBytes();
    }

    private static byte[] encode(Sid sid) {
        ByteBuffer bytes = ByteBuffer.allocate(sid.length()).order(ByteOrder.LITTLE_ENDIAN);
        sid.encode(bytes);
        return bytes.array();
    }

    /** Users that are asked for, FILE_GET_QUOTA_INFORMATION, 2.4.41.1. */
    public static List<Sid> decodeGet(WireReader list) throws MalformedMessageException {
        List<Sid> sids = new ArrayList<>();
        WireReader rest = list;
        while (rest.remaining() > 0) {
            int whole = rest.remaining();
            long next = rest.u32();
            long length = rest.u32();
            sids.add(decodeSid(rest, length));
            if (next == 0) {
                break;
            }
            if (next < FIXED_GET_BYTES + length || next > whole || sids.size() == MOST_SIDS) {
                throw new MalformedMessageException("NextEntryOffset is " + next);
            }
            rest = rest.slice(next, whole - next, "NextEntryOffset");
        }
        return sids;
    }

    /** A SID of so many bytes. */
    public static Sid decodeSid(WireReader in, long length) throws MalformedMessageException {
        if (length < SID_FIXED_BYTES || length > in.remaining()) {
            throw new MalformedMessageException("a SID of " + length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(in.bytes((int) length)).order(ByteOrder.LITTLE_ENDIAN);
        try {
            return Sid.decode(bytes);
        } catch (InvalidDescriptorException e) {
            throw new MalformedMessageException(e.getMessage());
        }
    }
}

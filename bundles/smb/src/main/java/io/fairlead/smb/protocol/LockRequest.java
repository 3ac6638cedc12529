// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * SMB2 LOCK Request, [MS-SMB2] 2.2.26.
 *
 * @param sequenceNumber of LockSequence, 4 bits
 * @param sequenceIndex of LockSequence, 28 bits; 0 for none
 */
public record LockRequest(int sequenceNumber, int sequenceIndex, FileId fileId, List<Element> locks)
        implements Message {
    /** Most elements that are taken at once. */
    public static final int MOST = 4096;

    private static final int STRUCTURE_SIZE = 48;

    /** SMB2_LOCK_ELEMENT, [MS-SMB2] 2.2.26.1; both values are unsigned. */
    public record Element(long offset, long length, int flags) {
        public static final int SHARED = 0x1;
        public static final int EXCLUSIVE = 0x2;
        public static final int UNLOCK = 0x4;
        public static final int FAIL_IMMEDIATELY = 0x10;
    }

    public LockRequest {
        locks = List.copyOf(locks);
    }

    public static LockRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int count = in.u16();
        long sequence = in.u32();
        FileId fileId = FileId.decode(in);
        if (count > MOST) {
            throw new MalformedMessageException("LockCount is " + count);
        }
        List<Element> locks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            locks.add(new Element(in.u64(), in.u64(), (int) in.u32()));
            in.skip(4); // Reserved
        }
        return new LockRequest((int) (sequence & 0xf), (int) (sequence >>> 4), fileId, locks);
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(locks.size()).u32((long) sequenceIndex << 4 | sequenceNumber);
        fileId.encode(out);
        for (Element lock : locks) {
            out.u64(lock.offset)
                    .u64(lock.length)
                    .u32(Integer.toUnsignedLong(lock.flags))
                    .u32(0);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import io.fairlead.api.acl.Sid;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the results of a call, NDR of C706 14. What pointers lead to follows the structure that they are in: it is kept
 * until {@link #deferred}. Not thread-safe.
 */
final class NdrWriter {
    private static final long FIRST_REFERENT = 0x0002_0000;

    private final WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
    private final List<Runnable> later = new ArrayList<>();
    private long referents = FIRST_REFERENT;

    NdrWriter u32(long value) {
        out.align(4);
        out.u32(value & 0xffff_ffffL);
        return this;
    }

    NdrWriter u16(int value) {
        out.align(2);
        out.u16(value);
        return this;
    }

    NdrWriter bytes(byte[] bytes) {
        out.bytes(bytes);
        return this;
    }

    /** To where a structure with a pointer goes on. */
    NdrWriter align() {
        out.align(4);
        return this;
    }

    /** A pointer that leads to what comes next, or later. */
    NdrWriter pointer() {
        referents += 4;
        return u32(referents);
    }

    NdrWriter nullPointer() {
        return u32(0);
    }

    /** A pointer to a string, which is written by {@link #deferred}. */
    NdrWriter stringPointer(String text) {
        pointer();
        later.add(() -> string(text));
        return this;
    }

    /** RPC_UNICODE_STRING, [MS-DTYP] 2.3.10, whose text is written by {@link #deferred}. */
    NdrWriter unicodeString(String text) {
        int bytes = text.length() * Character.BYTES;
        u16(bytes).u16(bytes).pointer();
        later.add(() -> {
            u32(text.length()).u32(0).u32(text.length());
            out.utf16(text);
        });
        return this;
    }

    /** A pointer to a SID, which is written by {@link #deferred}. */
    NdrWriter sidPointer(Sid sid) {
        pointer();
        later.add(() -> {
            ByteBuffer bytes = ByteBuffer.allocate(sid.length()).order(ByteOrder.LITTLE_ENDIAN);
            sid.encode(bytes);
            u32(sid.parts().size()).bytes(bytes.array());
        });
        return this;
    }

    /** What the pointers of the structure before lead to. */
    NdrWriter deferred() {
        List<Runnable> now = List.copyOf(later);
        later.clear();
        now.forEach(Runnable::run);
        return this;
    }

    private void string(String text) {
        int count = text.length() + 1;
        u32(count).u32(0).u32(count);
        out.utf16(text).u16(0);
    }

    byte[] toBytes() {
        return out.toBytes();
    }
}

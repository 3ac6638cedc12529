// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import io.fairlead.api.acl.InvalidDescriptorException;
import io.fairlead.api.acl.Sid;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the parameters of a call, NDR of C706 14. Not thread-safe. */
final class NdrReader {
    private static final int MOST_CHARACTERS = 4096; // of a string: more than any name has

    private static final int MOST_PARTS = 15; // of a SID

    private final WireReader in;

    NdrReader(byte[] stub) {
        in = new WireReader(ByteBuffer.wrap(stub), ByteOrder.LITTLE_ENDIAN);
    }

    long u32() throws MalformedMessageException {
        align();
        return in.u32();
    }

    int u16() throws MalformedMessageException {
        in.skip(Math.floorMod(-in.position(), 2));
        return in.u16();
    }

    byte[] bytes(int count) throws MalformedMessageException {
        return in.bytes(count);
    }

    /** RPC_SID, [MS-DTYP] 2.4.2.3. */
    Sid sid() throws MalformedMessageException {
        long parts = u32();
        if (parts > MOST_PARTS) {
            throw new MalformedMessageException("a SID of " + parts + " parts");
        }
        try {
            return Sid.decode(in.buffer(8 + Integer.BYTES * (int) parts).order(ByteOrder.LITTLE_ENDIAN));
        } catch (InvalidDescriptorException e) {
            throw new MalformedMessageException(e.getMessage());
        }
    }

    /** Whether a unique pointer leads somewhere; what it leads to comes later. */
    boolean pointer() throws MalformedMessageException {
        return u32() != 0;
    }

    /** A conformant and varying string of UTF-16, without the NUL at its end. */
    String string() throws MalformedMessageException {
        u32(); // MaximumCount
        long offset = u32();
        long count = u32();
        if (offset != 0 || count > MOST_CHARACTERS) {
            throw new MalformedMessageException("a string of " + count + " characters at " + offset);
        }
        String text = in.utf16((int) count * Character.BYTES, "string");
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    /** The string that a unique pointer leads to; empty if it does not. */
    String uniqueString() throws MalformedMessageException {
        return pointer() ? string() : "";
    }

    private void align() throws MalformedMessageException {
        in.skip(Math.floorMod(-in.position(), 4));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** FILE_FULL_EA_INFORMATION and FILE_GET_EA_INFORMATION, [MS-FSCC] 2.4.16 and 2.4.16.1: extended attributes. */
public final class FullEaInformation {
    private static final int FIXED_BYTES = 8;
    private static final int MOST = 1024;

    private FullEaInformation() {}

    /** What is to be set; an empty value, given as null, removes. */
    public static Map<String, byte[]> decode(byte[] buffer) throws MalformedMessageException {
        Map<String, byte[]> changes = new LinkedHashMap<>();
        WireReader rest = new WireReader(ByteBuffer.wrap(buffer), ByteOrder.LITTLE_ENDIAN);
        while (rest.remaining() > 0) {
            int whole = rest.remaining();
            long next = rest.u32();
            rest.skip(1); // Flags
            int nameLength = rest.u8();
            int valueLength = rest.u16();
            String name = rest.utf8(nameLength, "EaName");
            rest.skip(1); // NUL
            byte[] value = rest.bytes(valueLength);
            changes.put(name, value.length == 0 ? null : value);
            if (next == 0 || changes.size() > MOST) {
                break;
            }
            if (next < FIXED_BYTES || next > whole) {
                throw new MalformedMessageException("NextEntryOffset is " + next);
            }
            rest = rest.slice(next, whole - next, "NextEntryOffset");
        }
        return changes;
    }

    /** Names that are asked for; empty for all. */
    public static List<String> decodeNames(byte[] buffer) throws MalformedMessageException {
        List<String> names = new ArrayList<>();
        WireReader rest = new WireReader(ByteBuffer.wrap(buffer), ByteOrder.LITTLE_ENDIAN);
        while (rest.remaining() > 0 && names.size() < MOST) {
            int whole = rest.remaining();
            long next = rest.u32();
            int length = rest.u8();
            names.add(rest.utf8(length, "EaName"));
            if (next == 0) {
                break;
            }
            if (next < FIXED_BYTES - 2 || next > whole) {
                throw new MalformedMessageException("NextEntryOffset is " + next);
            }
            rest = rest.slice(next, whole - next, "NextEntryOffset");
        }
        return names;
    }

    /** All of them. */
    public static byte[] encode(Map<String, byte[]> attributes) {
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        int last = -1;
        for (Map.Entry<String, byte[]> each : attributes.entrySet()) {
            byte[] name = each.getKey().getBytes(StandardCharsets.UTF_8);
            out.align(4);
            if (last >= 0) {
                out.setU32(last, out.position() - last);
            }
            last = out.position();
            out.u32(0).u8(0).u8(name.length).u16(each.getValue().length);
            out.bytes(name).u8(0).bytes(each.getValue());
        }
        return out.toBytes();
    }

    /** What FileEaInformation tells: 4 bytes, and those of each, or 0 for none. */
    public static int bytes(Map<String, byte[]> attributes) {
        int sum = attributes.isEmpty() ? 0 : 4;
        for (Map.Entry<String, byte[]> each : attributes.entrySet()) {
            sum += 4 + each.getKey().getBytes(StandardCharsets.UTF_8).length + 1 + each.getValue().length;
        }
        return sum;
    }
}

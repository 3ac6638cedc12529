// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.acl;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * ACL, [MS-DTYP] 2.4.5. Immutable.
 *
 * @param entries in their order, which matters; none allows nothing
 */
public record Acl(List<Ace> entries) {
    private static final int HEADER_BYTES = 8;
    private static final int REVISION = 2;
    private static final int NEWEST_REVISION = 4;

    public Acl {
        entries = List.copyOf(entries);
    }

    public static Acl of(Ace... entries) {
        return new Acl(List.of(entries));
    }

    /** Bytes on the wire. */
    public int length() {
        return HEADER_BYTES + entries.stream().mapToInt(Ace::length).sum();
    }

    void encode(ByteBuffer out) {
        out.put((byte) REVISION).put((byte) 0).putShort((short) length());
        out.putShort((short) entries.size()).putShort((short) 0);
        entries.forEach(entry -> entry.encode(out));
    }

    static Acl decode(ByteBuffer in) throws InvalidDescriptorException {
        if (in.remaining() < HEADER_BYTES) {
            throw new InvalidDescriptorException("list cut short");
        }
        int most = in.remaining();
        int revision = in.get();
        in.get();
        int size = in.getShort() & 0xffff;
        int count = in.getShort() & 0xffff;
        in.getShort();
        if (revision < REVISION || revision > NEWEST_REVISION || size < HEADER_BYTES || size > most) {
            throw new InvalidDescriptorException("list of revision " + revision + " with " + size + " bytes");
        }
        ByteBuffer body = in.slice().order(in.order()).limit(size - HEADER_BYTES);
        List<Ace> entries = new ArrayList<>(Math.min(count, size / HEADER_BYTES));
        for (int i = 0; i < count; i++) {
            entries.add(Ace.decode(body));
        }
        return new Acl(entries);
    }
}

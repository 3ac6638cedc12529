// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.acl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SECURITY_DESCRIPTOR, [MS-DTYP] 2.4.6. Immutable. What is not there is null; without a list of access although
 * {@link #DACL_PRESENT}, everybody may everything.
 *
 * @param control bits that tell what is there and where it comes from
 * @param owner of the file
 * @param group of the file
 * @param sacl what is to be audited; kept, nothing more
 * @param dacl who may do what
 */
public record SecurityDescriptor(int control, Sid owner, Sid group, Acl sacl, Acl dacl) {
    /** OWNER_SECURITY_INFORMATION, a part of a descriptor ([MS-DTYP] 2.4.7), as the next ones. */
    public static final int OWNER = 0x1;

    public static final int GROUP = 0x2;
    public static final int DACL = 0x4;
    public static final int SACL = 0x8;

    public static final int DACL_PRESENT = 0x4;
    public static final int SACL_PRESENT = 0x10;
    public static final int DACL_AUTO_INHERIT_REQUIRED = 0x100;
    public static final int SACL_AUTO_INHERIT_REQUIRED = 0x200;
    public static final int DACL_AUTO_INHERITED = 0x400;
    public static final int SACL_AUTO_INHERITED = 0x800;
    public static final int DACL_PROTECTED = 0x1000;
    public static final int SACL_PROTECTED = 0x2000;
    public static final int SELF_RELATIVE = 0x8000;

    /** Most bytes of one. */
    public static final int LARGEST_BYTES = 64 * 1024;

    private static final int HEADER_BYTES = 20;
    private static final int REVISION = 1;
    private static final int OF_DACL = DACL_PRESENT | DACL_AUTO_INHERITED | DACL_PROTECTED;
    private static final int OF_SACL = SACL_PRESENT | SACL_AUTO_INHERITED | SACL_PROTECTED;

    /** One with an owner, a group and a list of access. */
    public static SecurityDescriptor of(Sid owner, Sid group, Acl dacl) {
        return new SecurityDescriptor(SELF_RELATIVE | DACL_PRESENT, owner, group, null, dacl);
    }

    public boolean has(int controlBit) {
        return (control & controlBit) != 0;
    }

    /** Only the parts asked for. */
    public SecurityDescriptor only(int parts) {
        int kept = SELF_RELATIVE;
        kept |= (parts & DACL) != 0 ? control & OF_DACL : 0;
        kept |= (parts & SACL) != 0 ? control & OF_SACL : 0;
        return new SecurityDescriptor(
                kept,
                (parts & OWNER) != 0 ? owner : null,
                (parts & GROUP) != 0 ? group : null,
                (parts & SACL) != 0 ? sacl : null,
                (parts & DACL) != 0 ? dacl : null);
    }

    /**
     * This with parts of another, [MS-FSA] 2.1.5.17; an owner or group that is not there stays, a list that is not there lets
     * everybody in. Who says that entries are inherited has to say
     * that he wants it so, too ({@link #DACL_AUTO_INHERIT_REQUIRED}).
     */
    public SecurityDescriptor with(SecurityDescriptor other, int parts) {
        boolean takesDacl = (parts & DACL) != 0;
        boolean takesSacl = (parts & SACL) != 0;
        int bits = SELF_RELATIVE;
        bits |= takesDacl
                ? DACL_PRESENT | other.taken(OF_DACL, DACL_AUTO_INHERITED, DACL_AUTO_INHERIT_REQUIRED)
                : control & OF_DACL;
        bits |= takesSacl ? other.taken(OF_SACL, SACL_AUTO_INHERITED, SACL_AUTO_INHERIT_REQUIRED) : control & OF_SACL;
        return new SecurityDescriptor(
                bits,
                (parts & OWNER) != 0 && other.owner != null ? other.owner : owner,
                (parts & GROUP) != 0 && other.group != null ? other.group : group,
                takesSacl ? other.sacl : sacl,
                takesDacl ? spelledOut(other.dacl) : dacl);
    }

    private int taken(int all, int inherited, int required) {
        return has(required) ? control & all : control & all & ~inherited;
    }

    /** What only counts for those that inherit it keeps its generic rights. */
    private static Acl spelledOut(Acl list) {
        return list == null
                ? null
                : new Acl(list.entries().stream()
                        .map(ace -> ace.has(Ace.INHERIT_ONLY) ? ace : ace.effective(ace.sid(), ace.flags()))
                        .toList());
    }

    /** Self-relative. */
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + length(sacl) + length(dacl) + length(owner) + length(group))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) REVISION).put((byte) 0).putShort((short) (control | SELF_RELATIVE));
        out.position(HEADER_BYTES);
        if (sacl != null) {
            out.putInt(12, out.position());
            sacl.encode(out);
        }
        if (dacl != null) {
            out.putInt(16, out.position());
            dacl.encode(out);
        }
        if (owner != null) {
            out.putInt(4, out.position());
            owner.encode(out);
        }
        if (group != null) {
            out.putInt(8, out.position());
            group.encode(out);
        }
        return out.array();
    }

    private static int length(Acl list) {
        return list == null ? 0 : list.length();
    }

    private static int length(Sid sid) {
        return sid == null ? 0 : sid.length();
    }

    /**
     * Reads a self-relative one.
     *
     * @throws InvalidDescriptorException if it is none, or has entries that are not supported
     */
    public static SecurityDescriptor decode(byte[] bytes) throws InvalidDescriptorException {
        if (bytes.length < HEADER_BYTES || bytes.length > LARGEST_BYTES) {
            throw new InvalidDescriptorException("descriptor of " + bytes.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int revision = in.get();
        in.get();
        int control = in.getShort() & 0xffff;
        if (revision != REVISION || (control & SELF_RELATIVE) == 0) {
            throw new InvalidDescriptorException("descriptor of revision " + revision + ", control " + control);
        }
        ByteBuffer owner = at(in, in.getInt());
        ByteBuffer group = at(in, in.getInt());
        ByteBuffer sacl = at(in, in.getInt());
        ByteBuffer dacl = at(in, in.getInt());
        return new SecurityDescriptor(
                control,
                owner == null ? null : Sid.decode(owner),
                group == null ? null : Sid.decode(group),
                sacl == null || (control & SACL_PRESENT) == 0 ? null : Acl.decode(sacl),
                dacl == null || (control & DACL_PRESENT) == 0 ? null : Acl.decode(dacl));
    }

    private static ByteBuffer at(ByteBuffer in, int offset) throws InvalidDescriptorException {
        if (offset == 0) {
            return null;
        }
        if (offset < HEADER_BYTES || offset >= in.capacity()) {
            throw new InvalidDescriptorException("part at " + Integer.toUnsignedLong(offset));
        }
        return in.duplicate().order(in.order()).position(offset);
    }
}

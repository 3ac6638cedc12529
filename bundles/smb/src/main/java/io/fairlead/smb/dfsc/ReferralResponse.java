// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.dfsc;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * RESP_GET_DFS_REFERRAL, [MS-DFSC] 2.2.4: the output of FSCTL_DFS_GET_REFERRALS.
 *
 * @param pathConsumed bytes of the path asked for, from its start on, that the targets stand for
 * @param flags {@link #REFERRAL_SERVERS}, {@link #STORAGE_SERVERS}, {@link #TARGET_FAILBACK}
 * @param referrals of one version, in the order of preference
 */
public record ReferralResponse(int pathConsumed, int flags, List<Referral> referrals) {
    /** The targets are roots of namespaces. */
    public static final int REFERRAL_SERVERS = 0x1;
    /** The targets hold files. */
    public static final int STORAGE_SERVERS = 0x2;
    /** A client that has another target is to go back to the first one. */
    public static final int TARGET_FAILBACK = 0x4;

    private static final int MOST_REFERRALS = 1024;
    private static final int MOST_CHARACTERS = 32 * 1024;
    private static final int[] FIXED_BYTES = {0, 8, 22, 34, 34}; // by version; of the first one without its text
    private static final int LEAST_BYTES = 18; // of versions 3 and 4: without ServiceSiteGuid, or padding

    public ReferralResponse {
        referrals = List.copyOf(referrals);
    }

    /** @throws MalformedMessageException also for an entry of a version that there is not */
    public static ReferralResponse decode(byte[] output) throws MalformedMessageException {
        WireReader whole = new WireReader(ByteBuffer.wrap(output), ByteOrder.LITTLE_ENDIAN);
        int pathConsumed = whole.u16();
        int count = whole.u16();
        int flags = (int) whole.u32();
        if (count > MOST_REFERRALS) {
            throw new MalformedMessageException("NumberOfReferrals is " + count);
        }
        List<Referral> referrals = new ArrayList<>();
        WireReader rest = whole.rest();
        for (int i = 0; i < count; i++) {
            WireReader entry = rest.slice(0, rest.remaining(), "ReferralEntries");
            int version = entry.u16();
            int size = entry.u16();
            referrals.add(entry(version, size, entry));
            if (version != referrals.get(0).version()) {
                throw new MalformedMessageException("entries of more than one version");
            }
            rest = rest.slice(size, rest.remaining() - (long) size, "Size");
        }
        return new ReferralResponse(pathConsumed, flags, referrals);
    }

    private static Referral entry(int version, int size, WireReader in) throws MalformedMessageException {
        int least =
                version == 3 || version == 4 ? LEAST_BYTES : version == 1 || version == 2 ? FIXED_BYTES[version] : -1;
        if (least < 0 || size < least) {
            throw new MalformedMessageException("an entry of version " + version + " and " + size + " bytes");
        }
        int serverType = in.u16();
        int flags = in.u16();
        if (version == 1) {
            String name = text(in.slice(in.position(), size - (long) in.position(), "ShareName"), "ShareName");
            return new Referral(1, serverType, flags, 0, "", "", name, List.of());
        }
        if (version == 2) {
            in.skip(4); // Proximity
        }
        long timeToLive = in.u32();
        if (version > 2 && (flags & Referral.NAME_LIST) != 0) {
            String special = at(in, in.u16(), "SpecialName");
            int names = in.u16();
            return new Referral(version, serverType, flags, timeToLive, special, "", "", names(in, in.u16(), names));
        }
        return new Referral(
                version,
                serverType,
                flags,
                timeToLive,
                at(in, in.u16(), "DFSPath"),
                at(in, in.u16(), "DFSAlternatePath"),
                at(in, in.u16(), "NetworkAddress"),
                List.of());
    }

    private static List<String> names(WireReader entry, int offset, int count) throws MalformedMessageException {
        if (count > MOST_REFERRALS) {
            throw new MalformedMessageException("NumberOfExpandedNames is " + count);
        }
        List<String> names = new ArrayList<>();
        long at = offset;
        for (int i = 0; i < count; i++) {
            String name = at(entry, at, "ExpandedName");
            names.add(name);
            at += 2L * (name.length() + 1);
        }
        return names;
    }

    private static String at(WireReader entry, long offset, String field) throws MalformedMessageException {
        int end = entry.position() + entry.remaining();
        return text(entry.slice(offset, end - offset, field), field);
    }

    /** Text up to a zero. */
    static String text(WireReader in, String field) throws MalformedMessageException {
        StringBuilder text = new StringBuilder();
        for (int c = in.u16(); c != 0; c = in.u16()) {
            text.append((char) c);
            if (text.length() > MOST_CHARACTERS) {
                throw new MalformedMessageException(field + " has no end");
            }
        }
        return text.toString();
    }

    /** With the texts behind all entries, those of an entry one after the other. */
    public byte[] encode() {
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u16(pathConsumed)
                .u16(referrals.size())
                .u32(flags);
        List<Integer> starts = new ArrayList<>();
        for (Referral referral : referrals) {
            starts.add(out.position());
            fixed(referral, out);
        }
        for (int i = 0; i < starts.size(); i++) {
            texts(referrals.get(i), starts.get(i), out);
        }
        return out.toBytes();
    }

    private static void fixed(Referral referral, WireWriter out) {
        int version = referral.version();
        String inside = referral.networkAddress();
        int bytes = FIXED_BYTES[version] + (version == 1 ? 2 * (inside.length() + 1) : 0);
        int end = out.position() + bytes;
        out.u16(version).u16(bytes).u16(referral.serverType()).u16(referral.flags());
        if (version == 1) {
            out.utf16(inside).u16(0);
            return;
        }
        if (version == 2) {
            out.u32(0);
        }
        out.u32(referral.timeToLive()).zero(end - out.position());
    }

    private static void texts(Referral referral, int start, WireWriter out) {
        if (referral.version() == 1) {
            return;
        }
        int offsets = start + (referral.version() == 2 ? 16 : 12);
        if (referral.isNameList()) {
            out.setU16(offsets, out.position() - start)
                    .setU16(offsets + 2, referral.expandedNames().size());
            out.utf16(referral.dfsPath()).u16(0);
            out.setU16(offsets + 4, out.position() - start);
            referral.expandedNames().forEach(name -> out.utf16(name).u16(0));
            return;
        }
        int at = offsets;
        for (String text : List.of(referral.dfsPath(), referral.alternatePath(), referral.networkAddress())) {
            out.setU16(at, out.position() - start);
            out.utf16(text).u16(0);
            at += 2;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.acl;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * SID, [MS-DTYP] 2.4.2. Immutable.
 *
 * @param authority 48 bits
 * @param parts SubAuthorities, at most 15
 */
public record Sid(long authority, List<Integer> parts) {
    /** Whoever it is. */
    public static final Sid EVERYONE = of(1, 0);
    /** In an entry to be inherited: the owner of what is made. */
    public static final Sid CREATOR_OWNER = of(3, 0);
    /** As {@link #CREATOR_OWNER}, the group of what is made. */
    public static final Sid CREATOR_GROUP = of(3, 1);
    /** The owner, whose rights this entry limits. */
    public static final Sid OWNER_RIGHTS = of(3, 4);

    public static final Sid NETWORK = of(5, 2);
    public static final Sid ANONYMOUS = of(5, 7);
    public static final Sid AUTHENTICATED_USERS = of(5, 11);
    public static final Sid SYSTEM = of(5, 18);
    public static final Sid ADMINISTRATORS = of(5, 32, 544);
    public static final Sid USERS = of(5, 32, 545);

    private static final int MOST_PARTS = 15;
    private static final int REVISION = 1;
    private static final int NT_AUTHORITY = 5;
    private static final int NON_UNIQUE = 21;
    private static final int FIRST_RID = 1000;

    /** @throws IllegalArgumentException for more than 15 parts, or an authority beyond 48 bits */
    public Sid {
        parts = List.copyOf(parts);
        if (parts.size() > MOST_PARTS || authority >>> 48 != 0) {
            throw new IllegalArgumentException("no SID: " + authority + " " + parts);
        }
    }

    public static Sid of(long authority, int... parts) {
        List<Integer> all = new ArrayList<>(parts.length);
        for (int part : parts) {
            all.add(part);
        }
        return new Sid(authority, all);
    }

    /**
     * The one of an account, made from its name: the same at every time and on every server, whatever the case of the name.
     */
    public static Sid ofAccount(String name) {
        return hashed("user:", name);
    }

    /** As {@link #ofAccount}, of a group; never the same as an account's. */
    public static Sid ofGroup(String name) {
        return hashed("group:", name);
    }

    /** 112 bits of SHA-256, so that no two names share one; shaped as the accounts of a domain. */
    private static Sid hashed(String kind, String name) {
        ByteBuffer hash;
        try {
            hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256")
                    .digest((kind + name.toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
        return of(
                NT_AUTHORITY,
                NON_UNIQUE,
                hash.getInt(),
                hash.getInt(),
                hash.getInt(),
                FIRST_RID + (hash.getShort() & 0xffff));
    }

    /**
     * Reads {@code S-1-...}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Sid parse(String text) {
        String[] words = text.split("-", -1);
        if (words.length < 3 || !words[0].equalsIgnoreCase("S") || !words[1].equals("1")) {
            throw new IllegalArgumentException("no SID: " + text);
        }
        List<Integer> parts = new ArrayList<>();
        for (int i = 3; i < words.length; i++) {
            parts.add(Integer.parseUnsignedInt(words[i]));
        }
        return new Sid(Long.parseLong(words[2]), parts);
    }

    /** Bytes on the wire. */
    public int length() {
        return 8 + Integer.BYTES * parts.size();
    }

    /** @param out little-endian, with room for {@link #length} */
    public void encode(ByteBuffer out) {
        out.put((byte) REVISION).put((byte) parts.size());
        for (int shift = 40; shift >= 0; shift -= 8) { // big-endian, unlike all else
            out.put((byte) (authority >>> shift));
        }
        parts.forEach(out::putInt);
    }

    /**
     * Reads one from where the buffer stands.
     *
     * @param in little-endian
     * @throws InvalidDescriptorException if there is none
     */
    public static Sid decode(ByteBuffer in) throws InvalidDescriptorException {
        if (in.remaining() < 8) {
            throw new InvalidDescriptorException("SID cut short");
        }
        int revision = in.get();
        int count = in.get();
        long authority = 0;
        for (int i = 0; i < 6; i++) {
            authority = authority << 8 | in.get() & 0xff;
        }
        if (revision != REVISION || count < 0 || count > MOST_PARTS || in.remaining() < count * Integer.BYTES) {
            throw new InvalidDescriptorException("SID of revision " + revision + " with " + count + " parts");
        }
        List<Integer> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parts.add(in.getInt());
        }
        return new Sid(authority, parts);
    }

    @Override
    public String toString() {
        var text = new StringBuilder("S-1-").append(authority);
        for (int part : parts) {
            text.append('-').append(Integer.toUnsignedLong(part));
        }
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.xattr;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * What a file's attribute {@value #NAME} keeps of it, because the platform has no place for it. Immutable. Its text is
 * {@code 1 FLAGS CREATED}: the version of the format; the flags of [MS-FSCC] 2.6, hexadecimal; and the time of creation,
 * as ISO 8601 in UTC, or {@code -}. A text of another version, or damaged, counts as none.
 *
 * @param flags the bits that {@link io.fairlead.api.storage.Attributes} names
 * @param created time of creation; null for the one that the platform tells
 */
public record Kept(int flags, Instant created) {
    /** Nothing: then there is no such attribute. */
    public static final Kept NONE = new Kept(0, null);

    /** Name of the attribute, without the platform's {@code user.}. */
    public static final String NAME = UserAttributes.OURS + "dos";

    private static final String VERSION = "1";

    public boolean isNone() {
        return equals(NONE);
    }

    /** As the attribute has it. */
    public byte[] encode() {
        String text = VERSION + " " + Integer.toHexString(flags) + " " + (created == null ? "-" : created);
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** From the attribute; null is none. */
    public static Kept decode(byte[] value) {
        if (value == null) {
            return NONE;
        }
        String[] parts = new String(value, StandardCharsets.US_ASCII).split(" ", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            return NONE;
        }
        try {
            return new Kept(Integer.parseInt(parts[1], 16), parts[2].equals("-") ? null : Instant.parse(parts[2]));
        } catch (NumberFormatException | DateTimeException damaged) {
            return NONE;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

/**
 * A range of bytes; both values are unsigned 64-bit as in [MS-SMB2] 2.2.26.1.
 *
 * @param offset of the first byte
 * @param length in bytes; 0 is a range without a byte
 */
public record ByteRange(long offset, long length) {
    /** The whole file, however long it grows. */
    public static final ByteRange ALL = new ByteRange(0, -1L);

    /**
     * @throws IllegalArgumentException if the range wraps around the end of the 64-bit space ([MS-FSA] 2.1.5.7)
     */
    public ByteRange {
        if (length != 0 && Long.compareUnsigned(offset + (length - 1), offset) < 0) {
            throw new IllegalArgumentException("range wraps around");
        }
    }

    /** Whether they have a byte in common; an empty range has one with what strictly encloses its offset. */
    public boolean overlaps(ByteRange other) {
        if (length == 0 && other.length == 0) {
            return false;
        }
        if (length == 0) {
            return other.encloses(offset);
        }
        if (other.length == 0) {
            return encloses(other.offset);
        }
        return Long.compareUnsigned(offset, other.last()) <= 0 && Long.compareUnsigned(other.offset, last()) <= 0;
    }

    private long last() {
        return offset + (length - 1);
    }

    private boolean encloses(long point) {
        return Long.compareUnsigned(offset, point) < 0 && Long.compareUnsigned(point, last()) <= 0;
    }
}

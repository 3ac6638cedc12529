// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that is kept for one owner, but the content of its streams. Immutable.
 *
 * @param stamp null of {@link #NONE}
 * @param replacing whether an upload is about to take the owner's name: if the stamp does not fit any more it has
 * @param dosFlags null if none were set
 * @param created birth time that was set; null if none was
 * @param xattrs values by name, without case; the arrays are never changed
 * @param streams numbers of the files that hold the streams' content, by name, without case
 * @param nextStream higher than all numbers that were used so far
 */
record OwnerRecord(
        Stamp stamp,
        boolean replacing,
        Integer dosFlags,
        Instant created,
        Map<String, byte[]> xattrs,
        Map<String, Integer> streams,
        int nextStream) {

    /** Nothing is kept. */
    static final OwnerRecord NONE = new OwnerRecord(null, false, null, null, Map.of(), Map.of(), 0);

    OwnerRecord {
        xattrs = fixed(xattrs);
        streams = fixed(streams);
    }

    private static <V> Map<String, V> fixed(Map<String, V> of) {
        return of.isEmpty() ? Map.of() : Collections.unmodifiableMap(caseless(of));
    }

    static <V> Map<String, V> caseless(Map<String, V> of) {
        Map<String, V> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(of);
        return copy;
    }

    boolean isEmpty() {
        return dosFlags == null && created == null && xattrs.isEmpty() && streams.isEmpty();
    }

    OwnerRecord stamped(Stamp now) {
        return new OwnerRecord(now, false, dosFlags, created, xattrs, streams, nextStream);
    }

    OwnerRecord replacedSoon(Stamp before) {
        return new OwnerRecord(before, true, dosFlags, created, xattrs, streams, nextStream);
    }

    /** Nothing, of an owner that files of streams may be left of. */
    OwnerRecord gone() {
        return NONE.withStreams(Map.of(), nextStream);
    }

    OwnerRecord withAttributes(Integer flags, Instant birth) {
        return new OwnerRecord(
                stamp,
                replacing,
                flags == null ? dosFlags : flags,
                birth == null ? created : birth,
                xattrs,
                streams,
                nextStream);
    }

    OwnerRecord withXattrs(Map<String, byte[]> all) {
        return new OwnerRecord(stamp, replacing, dosFlags, created, all, streams, nextStream);
    }

    OwnerRecord withStreams(Map<String, Integer> all, int next) {
        return new OwnerRecord(stamp, replacing, dosFlags, created, xattrs, all, next);
    }
}

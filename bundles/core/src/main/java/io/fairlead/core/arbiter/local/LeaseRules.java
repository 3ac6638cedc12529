// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.Lease;
import io.fairlead.core.arbiter.LeaseBook.Step;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The table in {@link Lease}. Caching is a bit set here, with the bits of [MS-SMB2] 2.2.13.2.8. */
final class LeaseRules {
    static final int NONE = 0;
    static final int READ = 1;
    static final int HANDLE = 2;
    static final int WRITE = 4;
    static final int ALL = READ | HANDLE | WRITE;

    private static final List<Set<Lease.Caching>> SETS =
            IntStream.rangeClosed(0, ALL).mapToObj(LeaseRules::make).toList();

    private LeaseRules() {}

    private static Set<Lease.Caching> make(int bits) {
        Set<Lease.Caching> set = EnumSet.noneOf(Lease.Caching.class);
        for (Lease.Caching one : Lease.Caching.values()) {
            if ((bits & bit(one)) != 0) {
                set.add(one);
            }
        }
        return Collections.unmodifiableSet(set);
    }

    private static int bit(Lease.Caching caching) {
        return switch (caching) {
            case READ -> READ;
            case HANDLE -> HANDLE;
            case WRITE -> WRITE;
        };
    }

    static Set<Lease.Caching> set(int bits) {
        return SETS.get(bits);
    }

    static int bits(Set<Lease.Caching> set) {
        int bits = NONE;
        for (Lease.Caching one : set) {
            bits |= bit(one);
        }
        return bits;
    }

    /** [MS-SMB2] 3.3.1.12: neither handles nor writes are cached without reads. */
    static int legal(int bits) {
        return (bits & READ) == 0 ? NONE : bits;
    }

    /** What a step of another key takes. */
    static int lost(Step step, Lease.Kind kind) {
        return switch (step) {
            case LOOK -> NONE;
            case DESCRIPTOR -> kind == Lease.Kind.OPLOCK ? WRITE : NONE;
            case READ -> WRITE;
            case CONFLICT, MOVE -> HANDLE;
            case TRUNCATE, REPLACE, WRITE, CHILD, OUTSIDE -> ALL;
        };
    }

    /** Of what it takes, what it waits for. */
    static int awaited(Step step) {
        return switch (step) {
            case LOOK, CHILD, OUTSIDE -> NONE;
            case DESCRIPTOR, READ, TRUNCATE, WRITE -> WRITE;
            case CONFLICT, MOVE -> HANDLE;
            case REPLACE -> HANDLE | WRITE;
        };
    }

    /** What remains of a lease that loses something; an oplock goes down to level II, or ends. */
    static int left(int state, int lost, Lease.Kind kind) {
        int left = legal(state & ~lost);
        return kind == Lease.Kind.OPLOCK && left != state ? left & READ : left;
    }
}

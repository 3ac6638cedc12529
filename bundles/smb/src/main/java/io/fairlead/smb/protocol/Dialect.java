// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import java.util.Optional;

/** The dialects of [MS-SMB2] 1.7, oldest first. */
public enum Dialect {
    SMB_2_0_2(0x0202),
    SMB_2_1(0x0210),
    SMB_3_0(0x0300),
    SMB_3_0_2(0x0302),
    SMB_3_1_1(0x0311);

    /** Answers an SMB1 NEGOTIATE that offers "SMB 2.???": a real NEGOTIATE follows ([MS-SMB2] 3.3.5.3.2). */
    public static final int WILDCARD = 0x02ff;

    private final int revision;

    Dialect(int revision) {
        this.revision = revision;
    }

    /** What goes over the wire. */
    public int revision() {
        return revision;
    }

    public boolean atLeast(Dialect other) {
        return compareTo(other) >= 0;
    }

    /** The dialect of a revision; empty if we know none. */
    public static Optional<Dialect> of(int revision) {
        for (Dialect dialect : values()) {
            if (dialect.revision == revision) {
                return Optional.of(dialect);
            }
        }
        return Optional.empty();
    }
}

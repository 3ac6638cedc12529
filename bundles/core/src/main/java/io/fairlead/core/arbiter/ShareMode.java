// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Open;
import java.util.Set;

/**
 * What an open does to a file's content and name, and what it lets others do meanwhile, [MS-FSA] 2.1.5.1.2. Both are bit
 * sets of {@link #READ}, {@link #WRITE} and {@link #DELETE}, so that a check is a few instructions.
 */
public record ShareMode(int access, int share) {
    public static final int READ = 1;
    public static final int WRITE = 2;
    public static final int DELETE = 4;

    private static final int BITS = 3;
    private static final ShareMode[] ALL = all();

    private static ShareMode[] all() {
        ShareMode[] modes = new ShareMode[1 << (2 * BITS)];
        for (int i = 0; i < modes.length; i++) {
            modes[i] = new ShareMode(i >> BITS, i & ((1 << BITS) - 1));
        }
        return modes;
    }

    public static ShareMode of(OpenRequest request) {
        return ALL[access(request) << BITS | share(request.share())];
    }

    /** Whether the two can't be open at once. An open for attributes alone stands against nobody. */
    public boolean conflictsWith(ShareMode other) {
        if (access == 0 || other.access == 0) {
            return false;
        }
        return (access & ~other.share) != 0 || (other.access & ~share) != 0;
    }

    /** Whether it lets somebody delete or rename the file, or replace it by a rename. */
    public boolean letsDelete() {
        return access == 0 || (share & DELETE) != 0;
    }

    /** Whether others may do what they like meanwhile. */
    public boolean sharesAll() {
        return share == (READ | WRITE | DELETE);
    }

    private static int access(OpenRequest request) {
        if (request.how().disposition() == Open.Disposition.REPLACE) {
            return WRITE; // what it will do to the file whose place it takes; nobody else sees the new one before
        }
        Set<Open.Access> asked = request.how().access();
        boolean writes = asked.contains(Open.Access.WRITE) || asked.contains(Open.Access.APPEND) || request.truncate();
        return (asked.contains(Open.Access.READ) ? READ : 0)
                | (writes ? WRITE : 0)
                | (asked.contains(Open.Access.DELETE) ? DELETE : 0);
    }

    private static int share(Set<OpenRequest.Share> shared) {
        return (shared.contains(OpenRequest.Share.READ) ? READ : 0)
                | (shared.contains(OpenRequest.Share.WRITE) ? WRITE : 0)
                | (shared.contains(OpenRequest.Share.DELETE) ? DELETE : 0);
    }
}

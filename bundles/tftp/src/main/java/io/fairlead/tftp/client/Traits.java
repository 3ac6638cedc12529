// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.Options;
import java.util.List;

/** What was found out about a server, and is remembered for its host: which options it can't bear. Thread-safe. */
final class Traits {
    /** Left out in this order until the server is content. */
    private static final List<String> DISPENSABLE =
            List.of(Options.WINDOWSIZE, Options.TIMEOUT, Options.BLKSIZE, Options.TSIZE);

    private volatile int leftOut;

    /** What can be asked of this server, of what is wanted. */
    Options reduced(Options wanted) {
        return reduced(wanted, leftOut);
    }

    private static Options reduced(Options wanted, int count) {
        Options reduced = wanted;
        for (String name : DISPENSABLE.subList(0, count)) {
            reduced = reduced.without(name);
        }
        return reduced;
    }

    /**
     * Options were refused that had {@code asked}: the ones to try next. Interop: servers of before RFC 2347 answer
     * them with error 0, which says nothing of what it is about; so the request is made once more without any.
     */
    static Options next(Options asked, ErrorCode refusal) {
        if (refusal == ErrorCode.NOT_DEFINED) {
            return Options.NONE;
        }
        for (String name : DISPENSABLE) {
            if (asked.has(name)) {
                return asked.without(name);
            }
        }
        return Options.NONE;
    }

    /** The server was silent until it was asked without options. */
    void deaf() {
        leftOut = DISPENSABLE.size();
    }

    /** The server took a request with {@code accepted} after it had refused {@code wanted}: that is remembered. */
    void learn(Options wanted, Options accepted) {
        for (int count = leftOut; count <= DISPENSABLE.size(); count++) {
            if (reduced(wanted, count).equals(accepted)) {
                leftOut = count;
                return;
            }
        }
    }
}

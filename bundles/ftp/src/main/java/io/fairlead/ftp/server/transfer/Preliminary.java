// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.ftp.protocol.ReplyCode;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/** Reply 150 of one transfer: sent once at most, and never behind the last reply. Thread-safe. */
final class Preliminary {
    private final Owner owner;
    private final ReentrantLock sending = new ReentrantLock();
    private boolean settled; // guarded by sending

    Preliminary(Owner owner) {
        this.owner = owner;
    }

    /** Sends it, unless that was done or {@link #forgo} was called; returns when it is sent, by whomever. */
    void send(String text) throws IOException {
        sending.lock();
        try {
            if (!settled) {
                settled = true;
                owner.reply(ReplyCode.OPENING_DATA_CONNECTION, text);
            }
        } finally {
            sending.unlock();
        }
    }

    /** The last reply comes: from now on it is too late. */
    void forgo() {
        sending.lock();
        try {
            settled = true;
        } finally {
            sending.unlock();
        }
    }
}

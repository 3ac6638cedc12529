// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.tls;

import java.io.EOFException;
import java.io.Serial;

/** TCP ended in order, TLS did not: nobody knows whether the peer or somebody on the way ended it. */
public final class UnannouncedEndException extends EOFException {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean insideRecord;

    UnannouncedEndException(boolean insideRecord) {
        super("TLS connection cut without close_notify");
        this.insideRecord = insideRecord;
    }

    /** Whether what came last is no whole record, so that something is missing for certain. */
    public boolean insideRecord() {
        return insideRecord;
    }
}

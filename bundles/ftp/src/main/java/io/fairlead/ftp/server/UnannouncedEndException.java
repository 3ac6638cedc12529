// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import java.io.EOFException;

/** TCP ended in order, TLS did not: nobody knows whether the peer or somebody on the way ended it. */
final class UnannouncedEndException extends EOFException {
    private static final long serialVersionUID = 1;

    private final boolean insideRecord;

    UnannouncedEndException(boolean insideRecord) {
        super("TLS connection cut without close_notify");
        this.insideRecord = insideRecord;
    }

    /** Whether what came last is no whole record, so that something is missing for certain. */
    boolean insideRecord() {
        return insideRecord;
    }
}

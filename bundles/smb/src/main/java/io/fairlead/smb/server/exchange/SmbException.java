// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.smb.protocol.ErrorResponse;
import io.fairlead.smb.protocol.NtStatus;
import java.io.Serial;

/** A request is answered with an error. Its message never reaches the peer. */
public final class SmbException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final NtStatus status;
    private final transient ErrorResponse response;

    /** @param detail for logs */
    public SmbException(NtStatus status, String detail) {
        this(status, ErrorResponse.PLAIN, detail);
    }

    /** @param response with what the client needs to go on */
    public SmbException(NtStatus status, ErrorResponse response, String detail) {
        super(status + ": " + detail, null, false, false); // without a stack trace: many of them are everyday answers
        this.status = status;
        this.response = response;
    }

    /** What the client is told. */
    public NtStatus status() {
        return status;
    }

    ErrorResponse response() {
        return response;
    }
}

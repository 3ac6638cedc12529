// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.ftp.protocol.ReplyCode;

/** How a transfer ended; only the first of them counts. */
public enum Ending {
    COMPLETE(ReplyCode.CLOSING_DATA, "Transfer complete"),
    ABORTED(ReplyCode.TRANSFER_ABORTED, "Transfer aborted"),
    NOT_CONNECTED(ReplyCode.CANNOT_OPEN_DATA, "No data connection in time"),
    STALLED(ReplyCode.TRANSFER_ABORTED, "Nothing moved for too long; transfer aborted"),
    /** The account may not do that any more. */
    FORBIDDEN(ReplyCode.TRANSFER_ABORTED, "Permission withdrawn; transfer aborted"),
    /** The control connection has gone, or the server stops. */
    STOPPED(ReplyCode.TRANSFER_ABORTED, "Transfer aborted, session ends");

    final ReplyCode code;
    final String text;

    Ending(ReplyCode code, String text) {
        this.code = code;
        this.text = text;
    }
}

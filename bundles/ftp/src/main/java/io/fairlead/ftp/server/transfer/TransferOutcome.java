// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.storage.StorageException;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.ftp.server.reply.Refusals;
import java.io.IOException;

/** What is said of a transfer when it is over: to the client, and to the audit. */
record TransferOutcome(ReplyCode code, String text, AuditEvent.Outcome audit) {
    /** By a fault that is not the client's. */
    static final TransferOutcome FAILED =
            new TransferOutcome(ReplyCode.LOCAL_ERROR, "Transfer failed", AuditEvent.Outcome.FAILED);

    static TransferOutcome of(Ending ending) {
        boolean done = ending == Ending.COMPLETE;
        return new TransferOutcome(
                ending.code, ending.text, done ? AuditEvent.Outcome.DONE : AuditEvent.Outcome.ABORTED);
    }

    /** Of one that broke; {@code connected}: after the data connection was there. */
    static TransferOutcome of(IOException e, boolean connected) {
        if (e instanceof CommandRefused refused) {
            return new TransferOutcome(refused.code(), refused.getMessage(), Refusals.outcome(e));
        }
        if (e instanceof StorageException storage) {
            return new TransferOutcome(
                    Refusals.code(storage.reason()), Refusals.text(storage.reason()), Refusals.outcome(e));
        }
        return connected
                ? aborted(ReplyCode.TRANSFER_ABORTED, "Data connection broken; transfer aborted")
                : aborted(ReplyCode.CANNOT_OPEN_DATA, "Can't open the data connection");
    }

    private static TransferOutcome aborted(ReplyCode code, String text) {
        return new TransferOutcome(code, text, AuditEvent.Outcome.ABORTED);
    }
}

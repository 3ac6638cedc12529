// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.io.Serial;

/** The server has refused a request: it had no effect, unless the command says otherwise. */
public class StatusException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    /** @param status an {@link NtStatus}, or one that we don't know */
    public StatusException(Command command, int status) {
        super(command + ": " + name(status));
        this.status = status;
    }

    /** As the wire has it. */
    public int status() {
        return status;
    }

    public boolean is(NtStatus one) {
        return status == one.code();
    }

    private static String name(int status) {
        for (NtStatus known : NtStatus.values()) {
            if (known.code() == status) {
                return known.name();
            }
        }
        return "0x" + Integer.toHexString(status);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.kerberos;

import java.io.IOException;
import java.io.Serial;

/** There is no ticket for the server, or none can be got. Nothing was sent to the server. */
public final class NoTicketException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    NoTicketException(String message, Throwable cause) {
        super(message, cause);
    }
}

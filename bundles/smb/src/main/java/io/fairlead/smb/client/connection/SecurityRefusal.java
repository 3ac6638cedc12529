// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import java.io.IOException;
import java.io.Serial;

/** The server can't do, or was made not to do, what we ask for: dialect, signature, encryption, or proof of who it is. */
public class SecurityRefusal extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    public SecurityRefusal(String message) {
        super(message);
    }

    public SecurityRefusal(String message, Throwable cause) {
        super(message, cause);
    }
}

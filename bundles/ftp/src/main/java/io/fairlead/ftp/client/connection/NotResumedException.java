// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import java.io.IOException;
import java.io.Serial;

/** A data connection under TLS did not resume the control connection's session, which servers may refuse. */
public final class NotResumedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    NotResumedException() {
        super("the data connection's TLS session is a new one");
    }
}

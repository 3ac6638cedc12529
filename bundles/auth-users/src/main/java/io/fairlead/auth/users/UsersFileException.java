// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.io.IOException;
import java.io.Serial;

/** A file of users that can't be read or written. The message names it, and the lines that are wrong; no secret. */
public class UsersFileException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    UsersFileException(String message, Throwable cause) {
        super(message, cause);
    }
}

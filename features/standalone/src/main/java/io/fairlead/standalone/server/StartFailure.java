// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

/** The server can't start; the message is one line for the person who typed the command. */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}

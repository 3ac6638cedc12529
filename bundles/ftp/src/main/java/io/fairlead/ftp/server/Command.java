// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.Right;
import io.fairlead.ftp.protocol.FtpSyntaxException;
import java.io.IOException;
import java.util.Optional;

/**
 * A row of the command table: a verb, what must hold before its handler is called, and the handler.
 *
 * @param stage when it may be given
 * @param argument what must follow the verb
 * @param right what the user must be allowed to; empty for nothing in particular
 * @param syntax for HELP
 */
record Command(String verb, Stage stage, Argument argument, Optional<Right> right, Handler handler, String syntax) {

    /** When a command may be given. */
    enum Stage {
        /** Also before login. */
        ANY,
        /** After login. */
        LOGGED_IN,
        /** Also before login, and while a transfer runs. */
        ALWAYS,
        /** After login, also while a transfer runs. */
        MEANWHILE
    }

    /** What must follow the verb. */
    enum Argument {
        NONE,
        OPTIONAL,
        REQUIRED;

        void check(String text) throws FtpSyntaxException {
            if ((this == NONE && !text.isBlank()) || (this == REQUIRED && text.isEmpty())) {
                throw new FtpSyntaxException(this == NONE ? "an argument too many" : "an argument is missing");
            }
        }
    }

    /** Does a command and replies; an exception becomes a reply by the dispatcher. */
    @FunctionalInterface
    interface Handler {
        void handle(FtpSession session, String argument) throws IOException;
    }

    boolean needsLogin() {
        return stage == Stage.LOGGED_IN || stage == Stage.MEANWHILE;
    }

    boolean duringTransfer() {
        return stage == Stage.ALWAYS || stage == Stage.MEANWHILE;
    }

    boolean permitted(FtpSession session) {
        return right.isEmpty() || session.login().identity().may(right.get());
    }
}

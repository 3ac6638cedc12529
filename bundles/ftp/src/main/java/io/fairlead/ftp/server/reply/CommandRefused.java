// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.reply;

import io.fairlead.api.storage.StorageException;
import io.fairlead.ftp.protocol.ReplyCode;
import java.io.IOException;
import java.io.Serial;

/** A command can't be done: the reply to give. The text is ours and goes to the peer. */
public final class CommandRefused extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final ReplyCode code;

    public CommandRefused(ReplyCode code, String text) {
        this(code, text, null);
    }

    /** {@code cause}: what the storage said; may be null. */
    public CommandRefused(ReplyCode code, String text, StorageException cause) {
        super(text, cause);
        this.code = code;
    }

    public ReplyCode code() {
        return code;
    }
}

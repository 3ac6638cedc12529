// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import io.fairlead.api.text.Masked;
import java.io.IOException;
import java.io.Serial;
import java.util.Objects;

/**
 * The one exception of the SPI. The reason is for protocols, the message for logs: it never reaches a peer and never
 * holds a secret. A call that throws has changed nothing, unless the method says otherwise.
 */
public class StorageException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** An exception whose message is the reason, followed by {@code detail} (usually the path), masked. */
    public StorageException(Reason reason, String detail) {
        this(reason, detail, null);
    }

    /** As {@link #StorageException(Reason, String)}, with what caused it; {@code cause} may be null. */
    public StorageException(Reason reason, String detail, Throwable cause) {
        super(reason + ": " + Masked.of(detail), cause);
        this.reason = Objects.requireNonNull(reason);
    }

    /** An exception about a path. */
    public StorageException(Reason reason, VPath path) {
        this(reason, path.toString(), null);
    }

    public final Reason reason() {
        return reason;
    }
}

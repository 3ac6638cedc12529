// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import java.io.Serial;
import org.apache.commons.vfs2.FileSystemException;

/** An exception with a message of its own: Commons VFS's takes a key of its own message catalogue. */
final class ConnectorFileException extends FileSystemException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String text;

    ConnectorFileException(String text, Throwable cause) {
        super(text, cause);
        this.text = text;
    }

    @Override
    public String getMessage() {
        return text;
    }
}

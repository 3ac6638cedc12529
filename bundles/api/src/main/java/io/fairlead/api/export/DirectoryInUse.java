// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.io.Serial;

/**
 * A strict rename ({@link OpenFile#rename(io.fairlead.api.storage.VPath, boolean, boolean, Patience)}) is refused because
 * somebody has the directory open that it would move into, to delete it. Its reason is {@link Reason#IN_USE}.
 */
public final class DirectoryInUse extends StorageException {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param detail for logs */
    public DirectoryInUse(String detail) {
        super(Reason.IN_USE, detail);
    }
}

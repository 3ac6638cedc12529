// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.io.Serial;

/** A rule of the administrator forbids it. */
public final class Refusal extends StorageException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String told;

    /** {@code told}: what the client is told, in the administrator's words; empty for TFTP's own. */
    public Refusal(String detail, String told) {
        super(Reason.ACCESS_DENIED, detail);
        this.told = told;
    }

    public String told() {
        return told;
    }
}

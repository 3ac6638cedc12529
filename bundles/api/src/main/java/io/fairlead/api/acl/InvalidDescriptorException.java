// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.acl;

import java.io.Serial;

/** Bytes that are no security descriptor, or one that is not supported. */
public final class InvalidDescriptorException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param message what is wrong; for logs */
    public InvalidDescriptorException(String message) {
        super(message, null, false, false); // without a stack trace: it is a peer's fault
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.io.Serial;

/** What the peer sent is not what its protocol allows. The message names the field, and holds no content. */
public class MalformedMessageException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** {@code message} is for the log. */
    public MalformedMessageException(String message) {
        super(message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;

/** Nobody reads standard output any more, or it can't be written: nothing further makes sense. */
final class OutputLostException extends IOException {
    private static final long serialVersionUID = 1;

    OutputLostException() {
        super("standard output can't be written any more");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import io.fairlead.net.MalformedMessageException;
import java.util.Locale;

/** How content is represented on the wire, RFC 1350 1. The third mode, mail, is obsolete and refused. */
public enum TransferMode {
    /** Bytes as they are. */
    OCTET,
    /** Lines end in CR LF, a bare CR is CR NUL. */
    NETASCII;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The word on the wire. */
    public String text() {
        return text;
    }

    /** Reads the word, in any case. */
    static TransferMode of(String word) throws MalformedMessageException {
        for (TransferMode mode : values()) {
            if (mode.text.equalsIgnoreCase(word)) {
                return mode;
            }
        }
        throw new MalformedMessageException("transfer mode");
    }
}

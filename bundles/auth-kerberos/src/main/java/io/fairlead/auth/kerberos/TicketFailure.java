// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why the GSS-API does not take a ticket, so that who reads the log knows what to do. */
enum TicketFailure {
    /** The keytab lacks the key, or has an old one; or the token was made by somebody without any. */
    KEY,
    CLOCK,
    EXPIRED,
    REPLAY,
    OTHER;

    // The number of RFC 4120 7.5.9, with which the JDK closes its texts.
    private static final Pattern CODE = Pattern.compile("\\((\\d{1,4})\\)");

    // Texts of the JDK without a number: "Cannot find key of appropriate type to decrypt AP-REQ"; of AES with a wrong
    // key.
    private static final String NO_KEY = "Cannot find key";
    private static final String WRONG_KEY = "Checksum failed";

    static TicketFailure of(Throwable failure) {
        TicketFailure found = OTHER;
        for (Throwable each = failure; each != null && found == OTHER; each = each.getCause()) {
            found = of(String.valueOf(each.getMessage()));
        }
        return found;
    }

    private static TicketFailure of(String text) {
        if (text.contains(NO_KEY) || text.contains(WRONG_KEY)) {
            return KEY;
        }
        Matcher codes = CODE.matcher(text);
        String code = "";
        while (codes.find()) {
            code = codes.group(1);
        }
        return switch (code) {
            case "31", "35", "41", "44", "45" -> KEY; // bad integrity, not for us, modified, key version, no key
            case "32" -> EXPIRED;
            case "33", "37" -> CLOCK; // not yet valid, skew
            case "34" -> REPLAY;
            default -> OTHER;
        };
    }

    /** In a sentence without what the peer has sent. */
    String text(Path keytab) {
        return switch (this) {
            case KEY ->
                "no key in " + keytab + " opens the ticket: the service's password has changed since the keytab was"
                        + " made, or the client asked for another service's name, or the ticket is forged";
            case CLOCK ->
                "the clocks of the client, the KDC and this machine differ by more than Kerberos allows (5 minutes)";
            case EXPIRED -> "the ticket has expired";
            case REPLAY -> "the ticket was shown before: a repeated request";
            case OTHER -> "no Kerberos token, or one that can't be used";
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

/**
 * An argument of several parts, of which the last may be a path. Blanks in front of a word are skipped, for some clients
 * send several; but a path begins behind exactly one, for it may begin with others.
 *
 * @param first without blanks; empty if there is none
 * @param rest what comes behind the blank that ends the first word; null if nothing ends it
 */
public record Words(String first, String rest) {
    /** Cuts an argument at the blank behind its first word. */
    public static Words of(String argument) {
        int from = 0;
        while (from < argument.length() && argument.charAt(from) == ' ') {
            from++;
        }
        int blank = argument.indexOf(' ', from);
        return blank < 0
                ? new Words(argument.substring(from), null)
                : new Words(argument.substring(from, blank), argument.substring(blank + 1));
    }

    /** {@link #rest}, empty if there is none. */
    public String restOrNothing() {
        return rest == null ? "" : rest;
    }
}

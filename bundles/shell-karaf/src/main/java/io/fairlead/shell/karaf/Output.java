// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

/** Where the commands print: the session, or a pipe, to which Karaf redirects {@code System.out}. */
public final class Output {
    private Output() {}

    /** Prints lines. Commands return nothing, as Karaf shows no returned value over ssh. */
    @SuppressWarnings("SystemOut")
    public static void print(String text) {
        System.out.print(text);
        System.out.flush();
    }
}

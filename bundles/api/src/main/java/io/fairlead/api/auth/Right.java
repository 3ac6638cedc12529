// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

/** What a user may do in an Export, as far as the authenticator has a say; the Export's own rules come on top. */
public enum Right {
    /** See names and attributes. */
    LIST,
    /** Read content. */
    READ,
    /** Create files and directories, change content and attributes. */
    WRITE,
    /** Delete and rename; replacing a file by an upload needs {@link #WRITE} only. */
    DELETE
}

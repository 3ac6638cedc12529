// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

/** Error codes, RFC 1350 5 and RFC 2347. The number is the ordinal. */
public enum ErrorCode {
    NOT_DEFINED("not defined"),
    FILE_NOT_FOUND("file not found"),
    ACCESS_VIOLATION("access violation"),
    DISK_FULL("disk full or allocation exceeded"),
    ILLEGAL_OPERATION("illegal TFTP operation"),
    UNKNOWN_TRANSFER_ID("unknown transfer ID"),
    FILE_EXISTS("file already exists"),
    NO_SUCH_USER("no such user"),
    /** RFC 2347. */
    OPTION_NEGOTIATION("option negotiation failed");

    private final String text;

    ErrorCode(String text) {
        this.text = text;
    }

    public int number() {
        return ordinal();
    }

    /** What the peer is told; nothing of ours is in it. */
    public String text() {
        return text;
    }

    /** The constant of a number; {@link #NOT_DEFINED} for others. */
    public static ErrorCode of(int number) {
        return number >= 0 && number < values().length ? values()[number] : NOT_DEFINED;
    }
}

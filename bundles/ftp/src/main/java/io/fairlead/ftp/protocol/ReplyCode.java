// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

/**
 * Reply codes that we send or act on; RFC 959 section 4.2 unless another is named. A code of a peer that is not among
 * them stays a number, of which the first digit says enough (RFC 1123 4.1.2.11).
 */
public enum ReplyCode {
    RESTART_MARKER(110),
    DATA_CONNECTION_OPEN(125),
    OPENING_DATA_CONNECTION(150),

    OK(200),
    SUPERFLUOUS(202),
    SYSTEM_STATUS(211),
    DIRECTORY_STATUS(212),
    FILE_STATUS(213),
    HELP(214),
    SYSTEM_TYPE(215),
    READY(220),
    CLOSING_CONTROL(221),
    DATA_CONNECTION_STAYS(225),
    CLOSING_DATA(226),
    PASSIVE(227),
    /** RFC 2428 3. */
    EXTENDED_PASSIVE(229),
    LOGGED_IN(230),
    /** RFC 2228 5.1: logged in by what the security exchange showed. */
    LOGGED_IN_SECURELY(232),
    /** RFC 2228 5.1, RFC 4217 4: the security exchange is complete. */
    SECURITY_ACCEPTED(234),
    ACTION_COMPLETED(250),
    PATHNAME(257),

    NEED_PASSWORD(331),
    NEED_ACCOUNT(332),
    PENDING_FURTHER(350),

    NOT_AVAILABLE(421),
    CANNOT_OPEN_DATA(425),
    TRANSFER_ABORTED(426),
    /** RFC 2228 5.1: a resource that security needs is unavailable; try again. */
    SECURITY_UNAVAILABLE(431),
    BUSY(450),
    LOCAL_ERROR(451),
    NO_SPACE(452),

    UNKNOWN_COMMAND(500),
    BAD_ARGUMENT(501),
    NOT_IMPLEMENTED(502),
    BAD_SEQUENCE(503),
    PARAMETER_NOT_IMPLEMENTED(504),
    /** RFC 4217 10.1: the data connection can't be opened with this PROT setting. */
    PROTECTION_NEEDED(521),
    /** RFC 2428 2: network protocol not supported; also: the data connection lacks the TLS session asked for. */
    PROTOCOL_NOT_SUPPORTED(522),
    NOT_LOGGED_IN(530),
    NEED_ACCOUNT_TO_STORE(532),
    /** RFC 2228 5.1: the protection level asked for is denied by policy. */
    PROTECTION_DENIED(533),
    /** RFC 2228 5.1, RFC 4217: policy demands security, or refuses the mechanism. */
    POLICY_REFUSED(534),
    /** RFC 2228 5.1: the protection level asked for is not there for this mechanism. */
    PROTECTION_NOT_SUPPORTED(536),
    UNAVAILABLE(550),
    QUOTA_EXCEEDED(552),
    NAME_NOT_ALLOWED(553),
    /** RFC 3659 5: the restart marker is not acceptable. */
    BAD_RESTART(554);

    private final int value;

    ReplyCode(int value) {
        this.value = value;
    }

    /** Three digits, as they go over the wire. */
    public int value() {
        return value;
    }
}

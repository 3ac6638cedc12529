// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.NtStatus;

/**
 * What a request is answered with.
 *
 * @param status a success, or a warning that comes with a body
 * @param body of the response
 * @param payload where bytes of the body come from, and when they are done with
 */
public record Reply(NtStatus status, Message body, Payload payload) {
    /** One without content of a file. */
    public Reply(NtStatus status, Message body) {
        this(status, body, Payload.NONE);
    }

    /** Of success. */
    public static Reply of(Message body) {
        return new Reply(NtStatus.SUCCESS, body);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.NtStatus;

/**
 * What a request is answered with.
 *
 * @param status a success, or a warning that comes with a body
 * @param body of the response
 * @param payload where bytes of the body come from, and when they are done with
 */
record Reply(NtStatus status, Message body, Payload payload) {
    Reply(NtStatus status, Message body) {
        this(status, body, Payload.NONE);
    }

    static Reply of(Message body) {
        return new Reply(NtStatus.SUCCESS, body);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import io.fairlead.tftp.protocol.ErrorCode;

/**
 * How a transfer ended.
 *
 * @param how which way
 * @param code of the ERROR that was received or sent
 * @param detail for the log; of a peer's ERROR its text
 * @param cause of {@link How#STORAGE}, else null
 */
public record Outcome(How how, ErrorCode code, String detail, Throwable cause) {
    /** Ways to end. */
    public enum How {
        /** Every block was confirmed. */
        DONE,
        /** The peer sent an ERROR. */
        PEER,
        /** The peer was silent for too long. */
        SILENCE,
        /** The peer broke the protocol, or asked for more than it may. */
        REFUSED,
        /** Content could not be read or written. */
        STORAGE,
        /** The socket failed. */
        NETWORK,
        /** This side ended it. */
        CANCELLED
    }

    static final Outcome DONE = new Outcome(How.DONE, ErrorCode.NOT_DEFINED, "", null);
    static final Outcome SILENCE = new Outcome(How.SILENCE, ErrorCode.NOT_DEFINED, "no answer", null);

    public boolean done() {
        return how == How.DONE;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import io.fairlead.net.MalformedMessageException;
import java.util.Map;

/**
 * A service that clients bind to.
 *
 * @param syntax its UUID and version, as on the wire
 * @param operations by their numbers
 */
record RpcInterface(Syntax syntax, Map<Integer, Operation> operations) {
    /** One procedure. */
    @FunctionalInterface
    interface Operation {
        /** Reads its parameters, writes its results. */
        void call(NdrReader in, NdrWriter out) throws MalformedMessageException, RpcFault;
    }

    RpcInterface {
        operations = Map.copyOf(operations);
    }
}

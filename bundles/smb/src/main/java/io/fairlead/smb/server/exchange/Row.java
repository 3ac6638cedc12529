// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.api.storage.StorageException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.protocol.Command;

/**
 * One command.
 *
 * @param command which
 * @param needs what there must be before it is served
 * @param decoder of its request
 * @param handler what it does
 */
public record Row<T>(Command command, Needs needs, Decoder<T> decoder, Handler<T> handler) {
    /** What there must be, [MS-SMB2] 3.3.5.2.9 and 3.3.5.2.11. */
    public enum Needs {
        NOTHING,
        SESSION,
        TREE
    }

    /** Reads a request's body. */
    @FunctionalInterface
    public interface Decoder<T> {
        T decode(WireReader in) throws MalformedMessageException;
    }

    /** Serves a request. */
    @FunctionalInterface
    public interface Handler<T> {
        /** @return null if the request is answered later, or never */
        Reply handle(Request request, T body) throws SmbException, StorageException;
    }

    Reply serve(Request request, WireReader body) throws SmbException, StorageException, MalformedMessageException {
        return handler.handle(request, decoder.decode(body));
    }
}

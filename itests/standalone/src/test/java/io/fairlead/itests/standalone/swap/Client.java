// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone.swap;

/** A client of one protocol, which does the same again and again. Of one thread. */
public interface Client extends AutoCloseable {
    /**
     * Does it once, and checks what came.
     *
     * @throws SessionEnded if the server ended the session between two operations, as its protocol allows
     * @throws Exception if it failed
     */
    void once() throws Exception;

    @Override
    void close() throws Exception;

    /** The server has said, between two operations, that this session ends: the client begins another. */
    final class SessionEnded extends Exception {
        private static final long serialVersionUID = 1;

        SessionEnded(String reply) {
            super(reply);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A way to log in, from the client's side: made for one login, and used once. Not thread-safe. */
public interface ClientMechanism {
    /** Its names, the one that is offered first. */
    List<Oid> names();

    /** The first token. */
    byte[] first() throws IOException;

    /**
     * Takes the server's token.
     *
     * @return what is to be sent; empty if nothing
     * @throws IOException if it is none that can come now, or does not prove who the server is
     */
    Optional<byte[]> step(byte[] token) throws IOException;

    /** Whether there is a session key, and with it signatures. */
    boolean done();

    /** All of it; once it is {@link #done}. */
    byte[] sessionKey();

    /** GSS_GetMIC; once it is {@link #done}. */
    byte[] sign(byte[] message);

    /** GSS_VerifyMIC: whether the signature is the server's. */
    boolean verify(byte[] signature, byte[] message);
}

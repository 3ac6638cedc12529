// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.smb.crypto.SigningAlgorithm;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.Negotiated;
import io.fairlead.smb.server.state.SmbSession;

/** Whether a session of another connection may get a channel on this one, [MS-SMB2] 3.3.5.5 step 4. */
final class Binding {
    private Binding() {}

    /** @throws SmbException with the first reason why not, in the order that Windows looks */
    static void check(Request request) throws SmbException {
        if (request.header().sessionId() == 0) {
            throw refused(NtStatus.INVALID_PARAMETER, "no session is named");
        }
        SmbSession session = request.session();
        if (session == null || session.established().isEmpty()) {
            throw refused(NtStatus.USER_SESSION_DELETED, "no such session");
        }
        Negotiated here = request.negotiated();
        Negotiated there = session.connection().negotiated().orElseThrow();
        boolean gmacHere = here.signing() == SigningAlgorithm.AES_GMAC;
        boolean gmacThere = there.signing() == SigningAlgorithm.AES_GMAC;
        if (gmacThere && !gmacHere) {
            throw refused(NtStatus.REQUEST_OUT_OF_SEQUENCE, "the session signs by GMAC");
        }
        if (gmacHere && !gmacThere) {
            throw refused(NtStatus.NOT_SUPPORTED, "the session does not sign by GMAC");
        }
        if (!here.dialect().atLeast(Dialect.SMB_3_0)) {
            throw refused(NtStatus.REQUEST_NOT_ACCEPTED, here.dialect() + " has no binding");
        }
        boolean signed = request.isEncrypted() || request.header().has(Smb2Header.SIGNED);
        if (!signed || here.dialect() != there.dialect() || !here.cipher().equals(there.cipher())) {
            throw refused(NtStatus.INVALID_PARAMETER, "unsigned, or of another dialect or cipher");
        }
        if (session.isChannel(request.connection())) {
            throw refused(NtStatus.REQUEST_NOT_ACCEPTED, "it is a channel already");
        }
        if (session.established().get().signer() == null) {
            throw refused(NtStatus.NOT_SUPPORTED, "a guest's session");
        }
    }

    private static SmbException refused(NtStatus status, String why) {
        return new SmbException(status, "binding: " + why);
    }
}

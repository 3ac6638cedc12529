// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;

/**
 * What requests of a compound have from those before them, if they are related: session, tree and open, [MS-SMB2] 3.3.5.2.7.2.
 * For the thread that serves the message.
 */
public final class Related {
    private long sessionId;
    private int treeId;
    private boolean failed; // the request before had no session or tree that a related one could be in
    private FileId file; // null while there is none
    private SmbException fileFailure; // of the request that should have made it; null if it did

    /** Which session and tree related requests are in, once {@link #admitted} tells that they are there. */
    void in(long session, int tree) {
        sessionId = session;
        treeId = tree;
        failed = true;
        file = null; // what follows is related to this request, not to those before
        fileFailure = null;
    }

    /** The session and tree are there. */
    void admitted() {
        failed = false;
    }

    boolean hasFailed() {
        return failed;
    }

    long sessionId() {
        return sessionId;
    }

    int treeId() {
        return treeId;
    }

    /** The open that a request used or made. */
    public void file(FileId used) {
        file = used;
        fileFailure = null;
    }

    /** The request made no open. */
    void fileFailed(SmbException failure) {
        fileFailure = failure;
    }

    /** A request means an open that is not there: so do those related to it. */
    SmbException noFile(String why) {
        file = null;
        fileFailure = new SmbException(NtStatus.FILE_CLOSED, why);
        return fileFailure;
    }

    /**
     * The open that a related request means.
     *
     * @throws SmbException as the request failed that should have made it
     */
    public FileId file(FileId sent, boolean related) throws SmbException {
        if (!related) {
            return sent;
        }
        if (fileFailure != null) {
            throw fileFailure;
        }
        if (file != null) {
            return file;
        }
        if (sent.equals(FileId.RELATED)) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "no request before it has an open");
        }
        return sent;
    }
}

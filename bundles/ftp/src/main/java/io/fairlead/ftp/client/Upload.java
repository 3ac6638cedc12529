// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.client.connection.DataConnections;
import io.fairlead.ftp.client.connection.RefusedException;
import io.fairlead.ftp.client.connection.Transfer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A file being written, from its start (STOR) or on from its end (APPE). For one thread at a time. */
final class Upload {
    private final RemoteFiles files;
    private final VPath path;
    private final Transfer transfer;
    private long sent;
    private boolean over;

    private Upload(RemoteFiles files, VPath path, Transfer transfer) {
        this.files = files;
        this.path = path;
        this.transfer = transfer;
    }

    /** Replaces the file, or makes it. */
    static Upload whole(RemoteFiles files, VPath path) throws StorageException {
        return of(files, path, "STOR");
    }

    /** Adds to the file. */
    static Upload append(RemoteFiles files, VPath path) throws StorageException {
        return of(files, path, "APPE");
    }

    /**
     * Goes on with a file at its end: by REST and STOR (RFC 3659 5), which does no harm if somebody else is doing the same,
     * or by APPE where uploads know no REST.
     *
     * @return empty if the server wants neither
     */
    static Optional<Upload> on(RemoteFiles files, VPath path, long end) throws StorageException {
        for (boolean restarts : new boolean[] {true, false}) {
            try {
                return Optional.of(begin(files, path, restarts ? "STOR" : "APPE", restarts ? end : 0));
            } catch (RefusedException e) {
                // the other way, or none
            }
        }
        return Optional.empty();
    }

    private static Upload begin(RemoteFiles files, VPath path, String verb, long offset)
            throws StorageException, RefusedException {
        files.changes(path);
        return new Upload(
                files,
                path,
                files.exchange().transfer(new DataConnections.Request(verb, files.wirePath(path), offset, null)));
    }

    private static Upload of(RemoteFiles files, VPath path, String verb) throws StorageException {
        try {
            return begin(files, path, verb, 0);
        } catch (RefusedException e) {
            throw files.refused(path, e.reply(), null, Reason.IS_DIRECTORY, null);
        }
    }

    /** Makes an empty file, or empties one. */
    static void empty(RemoteFiles files, VPath path) throws StorageException {
        whole(files, path).finish();
    }

    /** Bytes written so far. */
    long sent() {
        return sent;
    }

    void write(ByteBuffer from) throws StorageException {
        int before = from.remaining();
        try {
            transfer.wire().write(from);
        } catch (IOException e) {
            over = true;
            throw files.exchange().failed(transfer, path + " broke off after " + sent + " bytes", e);
        } finally {
            sent += before - from.remaining();
        }
    }

    /** Ends it, and returns when the server has confirmed that it has everything. */
    void finish() throws StorageException {
        if (over) {
            throw new StorageException(Reason.IO, path + " was not stored");
        }
        over = true;
        try {
            transfer.wire().closeOutput();
            transfer.finish();
        } catch (RefusedException e) { // Interop: MINA says 150 first, and then that it can't open the file
            transfer.afterFailure();
            throw files.refused(path, e.reply(), null, Reason.IS_DIRECTORY, null);
        } catch (IOException e) {
            throw files.exchange().failed(transfer, path + " was not stored", e);
        }
    }

    /** Drops it. */
    void abort() {
        if (!over) {
            over = true;
            transfer.abort();
        }
    }
}

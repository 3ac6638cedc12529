// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.HandleRequest;
import io.fairlead.smb.client.open.Keeping;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.client.open.Wanted;
import io.fairlead.smb.client.share.Place;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.fscc.RenameInformation;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Gives an open file or directory another name, [MS-FSCC] 2.4.42 and 2.4.43: by POSIX semantics where the server has them, so
 * that a file that somebody reads can be replaced, and else as it was always done.
 */
final class Renaming {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_MILLIS = 20;
    private static final int FILE_ITSELF = CreateOptions.NON_DIRECTORY_FILE | CreateOptions.OPEN_REPARSE_POINT;

    private final SmbNode node;
    private final Place target;
    private final ShareFiles files;
    private RemoteHandle handle; // another than the node's once the server has closed that one
    private boolean publishes; // whether it is an upload that is renamed, and done with then
    private boolean closes; // whether the handle is closed in the message that renames

    Renaming(SmbNode node, Place target) {
        this.node = node;
        this.target = target;
        files = target.files();
        handle = node.handle;
    }

    /** As {@link #run} with replacing, of a file that is done with: its handle is closed with it, in one message. */
    void runAndClose() throws IOException {
        publishes = true;
        closes = true;
        try {
            run(true);
        } finally {
            if (handle != node.handle) {
                handle.close();
            }
        }
        node.handle.close();
    }

    void run(boolean replace) throws IOException {
        String name = files.key(target.name());
        boolean heldOff = false; // those of this client who open the file over and over: else it might never be closed
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try {
            files.makeWay(target.name());
            while (!isDone(replace, deadline)) {
                if (!heldOff) {
                    files.link().files().holdOff(name);
                    heldOff = true;
                }
                files.makeWay(target.name());
            }
        } finally {
            files.changed(target.name());
            if (heldOff) {
                files.link().files().letOpen(name);
            }
        }
    }

    /** Whether it was renamed; if not, it is worth another try. */
    private boolean isDone(boolean replace, long deadline) throws IOException {
        try {
            rename(replace);
            return true;
        } catch (StatusException e) {
            StorageException told = refused(e, replace);
            boolean emptied = replace && told.reason() == Reason.EXISTS;
            boolean waits = told.reason() == Reason.IN_USE || e.is(NtStatus.NETWORK_SESSION_EXPIRED);
            boolean again = waits && System.nanoTime() - deadline < 0;
            if (emptied) { // [MS-FSA] 2.1.5.14.11: no directory takes the place of another
                deleteDirectory();
            } else if (again) {
                pause();
            } else {
                throw told;
            }
            return false;
        }
    }

    private void rename(boolean replace) throws IOException {
        if (!files.link().lacksPosixRename()) {
            try {
                send(FileInformationClass.RENAME_EX, new RenameInformation(replace, true, target.name()).encode());
                return;
            } catch (StatusException e) {
                if (Failures.reason(e) != Reason.NOT_SUPPORTED && !e.is(NtStatus.INVALID_PARAMETER)) {
                    throw e;
                }
            }
        }
        send(FileInformationClass.RENAME, new RenameInformation(replace, false, target.name()).encode());
        files.link().lackPosixRename(); // for the other way was refused, and this one was not
    }

    /** If the answer is lost, what the file is called afterwards tells whether it was done. */
    private void send(int informationClass, byte[] buffer) throws IOException {
        HandleRequest request = HandleRequest.setting(informationClass, buffer, false);
        Keeping keeping = handle.keeping();
        if (keeping == null) {
            handle.succeed(request);
            return;
        }
        String old = keeping.name();
        keeping.renaming(target.name());
        try {
            if (closes) {
                handle.succeedAndClose(request);
            } else {
                handle.succeed(request);
            }
            keeping.renamed(target.name());
        } catch (ConnectionLostException e) {
            if (!isThere()) {
                sendAgain(request);
            }
        } catch (IOException e) {
            keeping.renamed(old);
            if (handle.isClosed()) { // by the server, though it has not renamed the file
                handle = files.open(new Wanted(old, AccessMask.DELETE, CreateDisposition.OPEN, FILE_ITSELF, true));
                closes = false;
            }
            throw e;
        }
    }

    private void sendAgain(HandleRequest request) throws IOException {
        Keeping keeping = handle.keeping();
        String now;
        try {
            now = SmbNode.nameOnServer(handle);
        } catch (ConnectionLostException e) { // the server has not kept it, or has closed it
            if (isThere()) {
                return;
            }
            throw e;
        }
        keeping.renamed(now);
        if (!now.equalsIgnoreCase(target.name())) {
            handle.succeed(request);
            keeping.renamed(target.name());
        }
    }

    /** Whether an upload has its name: then the file of that name is this one. */
    private boolean isThere() {
        try {
            return publishes && files.look(target.name(), Links.ITSELF).id().equals(handle.nodeId());
        } catch (IOException e) {
            return false;
        }
    }

    /** Servers deny whatever stands in the way of a rename: why, is seen by looking. */
    private StorageException refused(StatusException cause, boolean replace) throws StorageException {
        StorageException told = files.refused(cause, target.names(), target.text());
        if (cause.is(NtStatus.INVALID_PARAMETER) && isHalfAPair()) { // Interop: Samba
            return new StorageException(Reason.NAME_INVALID, target.text(), cause);
        }
        if (told.reason() != Reason.ACCESS_DENIED && told.reason() != Reason.EXISTS) {
            return told;
        }
        try {
            boolean directory = node.kind() == Attributes.Kind.DIRECTORY;
            Attributes there = files.look(target.name(), Links.ITSELF);
            if (!replace) {
                return new StorageException(Reason.EXISTS, target.text(), cause);
            }
            if (there.isDirectory() != directory) {
                return new StorageException(directory ? Reason.NOT_DIRECTORY : Reason.IS_DIRECTORY, target.text());
            }
            if (directory) {
                return new StorageException(Reason.EXISTS, target.text(), cause);
            }
            return mayBeReplaced() ? new StorageException(Reason.IN_USE, target.text(), cause) : told;
        } catch (IOException e) {
            return switch (Failures.reason(e)) {
                case PARENT_NOT_FOUND -> files.refused(e, target.names(), target.text());
                case UNAVAILABLE, DELETE_PENDING -> // nobody knows, or it is on its way out
                    new StorageException(Reason.IN_USE, target.text(), cause);
                default -> told;
            };
        }
    }

    /** Whether we have the right to: then it was refused because somebody has the file open. */
    private boolean mayBeReplaced() {
        try {
            files.open(Wanted.toDelete(target.name())).close();
            return true;
        } catch (IOException e) {
            return switch (Failures.reason(e)) {
                case IN_USE, DELETE_PENDING, NOT_FOUND, UNAVAILABLE -> true; // it has gone meanwhile, or nobody knows
                default -> false;
            };
        }
    }

    /** Whether the name is no text: it holds one half of a surrogate pair. */
    private boolean isHalfAPair() throws StorageException {
        return target.name().codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private void deleteDirectory() throws IOException {
        int options = CreateOptions.DELETE_ON_CLOSE | CreateOptions.DIRECTORY_FILE;
        files.open(new Wanted(target.name(), AccessMask.DELETE, CreateDisposition.OPEN, options))
                .close();
    }

    private static void pause() throws StorageException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Reason.UNAVAILABLE, "interrupted while waiting for others to close the file");
        }
    }
}

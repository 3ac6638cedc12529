// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.share;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.Backoff;
import io.fairlead.smb.client.open.HandleRequest;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.open.Wanted;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.NotifyInformation;
import io.fairlead.smb.protocol.ChangeNotifyRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OutputResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that is watched, by a thread of its own: it has one CHANGE_NOTIFY after the other answered. The server keeps what
 * happens between two of them. After its connection was lost it watches on over another, and says that changes were missed.
 * Any thread may close it.
 */
public final class WatchedFolder implements Watch.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFolder.class);
    private static final int BYTES = 64 * 1024;
    private static final int FILTER = NotifyInformation.FILTER_FILE_NAME
            | NotifyInformation.FILTER_DIR_NAME
            | NotifyInformation.FILTER_ATTRIBUTES
            | NotifyInformation.FILTER_SIZE
            | NotifyInformation.FILTER_LAST_WRITE
            | NotifyInformation.FILTER_CREATION
            | NotifyInformation.FILTER_EA
            | NotifyInformation.FILTER_STREAM_NAME
            | NotifyInformation.FILTER_STREAM_SIZE
            | NotifyInformation.FILTER_STREAM_WRITE;

    private final Place place;
    private final VPath directory;
    private final boolean recursive;
    private final Consumer<Change> listener;
    private final Consumer<WatchedFolder> onEnd;
    private final AtomicBoolean closed = new AtomicBoolean();
    private RemoteHandle handle; // guarded by this
    private RemoteHandle.Pending pending; // the watching thread's, once it runs

    /** @param onEnd told when it watches no longer */
    public WatchedFolder(
            Place place, VPath directory, boolean recursive, Consumer<Change> listener, Consumer<WatchedFolder> onEnd) {
        this.place = place;
        this.directory = directory;
        this.recursive = recursive;
        this.listener = listener;
        this.onEnd = onEnd;
    }

    /**
     * Begins to watch; from its return on nothing is missed.
     *
     * @throws IOException if the folder can't be opened, or the server does not watch
     */
    public void start() throws IOException {
        open();
        place.files().link().execute(this::watch);
    }

    private void open() throws IOException {
        RemoteHandle opened = place.files().open(wanted());
        boolean good = false;
        try {
            synchronized (this) {
                if (closed.get()) {
                    throw new ConnectionLostException("the watch was closed", false, null);
                }
                handle = opened;
            }
            pending = ask(opened);
            pending.awaitBegun();
            good = true;
        } finally {
            if (!good) {
                opened.close();
            }
        }
    }

    private Wanted wanted() throws StorageException {
        return new Wanted(
                place.existingName(), AccessMask.READ_DATA, CreateDisposition.OPEN, CreateOptions.DIRECTORY_FILE);
    }

    private RemoteHandle.Pending ask(RemoteHandle of) throws IOException {
        int flags = recursive ? ChangeNotifyRequest.WATCH_TREE : 0;
        return of.begin(HandleRequest.once(
                Command.CHANGE_NOTIFY, BYTES, id -> new ChangeNotifyRequest(flags, BYTES, id, FILTER)));
    }

    private void watch() {
        try {
            while (!closed.get()) {
                try {
                    next();
                } catch (ConnectionLostException e) {
                    again();
                }
            }
        } catch (IOException e) {
            end(e);
        } catch (RuntimeException e) {
            LOG.error("watching {} fails", directory, e);
        } finally {
            close();
        }
    }

    private void next() throws IOException {
        RemoteHandle of = current();
        Answer answer = of.finish(pending);
        if (place.files().link().hasEnded(of.tree(), answer)) {
            throw new ConnectionLostException("the server has ended the session", false, null);
        }
        if (answer.is(NtStatus.NOTIFY_CLEANUP)) {
            throw new ConnectionLostException("the server has closed the folder", false, null);
        }
        if (!answer.is(NtStatus.SUCCESS) && !answer.is(NtStatus.NOTIFY_ENUM_DIR)) {
            throw new StatusException(Command.CHANGE_NOTIFY, answer.status());
        }
        pending = ask(of);
        byte[] output = answer.is(NtStatus.SUCCESS)
                ? OutputResponse.decode(answer.body()).output()
                : new byte[0];
        if (output.length == 0) {
            tell(Change.of(Change.Type.OVERFLOW, directory));
        } else {
            Changes.decode(output, directory).forEach(this::tell);
        }
    }

    private synchronized RemoteHandle current() {
        return handle;
    }

    /** Tries until it is closed; a folder that is gone ends it. */
    private void again() throws IOException {
        current().close();
        Backoff backoff = new Backoff();
        while (!closed.get()) {
            try {
                open();
                tell(Change.of(Change.Type.OVERFLOW, directory));
                return;
            } catch (ConnectionLostException e) {
                if (place.files().link().isClosed()) {
                    throw e;
                }
                backoff.pause();
            }
        }
    }

    private void end(IOException cause) {
        if (closed.get()) {
            return;
        }
        LOG.debug("the watch of {} ends", directory, cause);
        StorageException told = Failures.of(cause, directory.toString());
        switch (told.reason()) {
            case DELETE_PENDING, NOT_FOUND, PARENT_NOT_FOUND, STALE -> tell(Change.of(Change.Type.DELETED, directory));
            default -> tell(Change.of(Change.Type.OVERFLOW, directory));
        }
    }

    private void tell(Change change) {
        if (!closed.get()) {
            listener.accept(change);
        }
    }

    /** The server answers the request that waits, when its folder is closed. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        RemoteHandle open = current();
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.debug("closing {} fails", directory, e);
        }
        onEnd.accept(this);
    }
}

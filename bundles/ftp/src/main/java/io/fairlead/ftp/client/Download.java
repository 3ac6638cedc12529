// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.client.connection.DataConnections;
import io.fairlead.ftp.client.connection.RefusedException;
import io.fairlead.ftp.client.connection.Transfer;
import io.fairlead.ftp.tls.UnannouncedEndException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file being read from some position to its end. A transfer that was cut never looks like one that came to its end: the
 * server's reply is awaited before the end is believed. For one thread at a time.
 */
final class Download {
    /** Rather than asking anew, so much is read and dropped on the way to a position further on. */
    private static final int SKIP_BYTES = 256 * 1024;

    // "150 Opening BINARY mode data connection for a.txt (1234 bytes)."
    private static final Pattern ANNOUNCED = Pattern.compile(".*\\((\\d{1,18}) bytes\\)\\D*");

    private final RemoteFiles files;
    private final VPath path;
    private final Transfer transfer;
    private final long most; // of bytes from the file's beginning, before the server is not believed any more
    private final OptionalLong told; // the length, by the server
    private final OptionalLong doubtful; // a number in its reply that may be part of the name
    private boolean unannounced; // whether TLS ended without a word
    private long position;

    private Download(RemoteFiles files, VPath path, Transfer transfer, long start) {
        this.files = files;
        this.path = path;
        this.transfer = transfer;
        this.position = start;
        Matcher announced = ANNOUNCED.matcher(transfer.opening().text());
        OptionalLong stated = announced.matches() && start == 0
                ? OptionalLong.of(Long.parseLong(announced.group(1)))
                : OptionalLong.empty();
        boolean partOfName = path.name().contains(" bytes)");
        OptionalLong known = files.sizes().get(path);
        this.told = stated.isPresent() && !partOfName ? stated : known;
        this.doubtful = partOfName ? stated : OptionalLong.empty();
        this.most = Math.min(
                known.isPresent() ? KnownSizes.mostOf(known.getAsLong()) : Long.MAX_VALUE,
                mostFrom(start, announced, partOfName));
    }

    /** Behind REST the number is what is left with some servers, all of it with others. */
    private static long mostFrom(long start, Matcher announced, boolean partOfName) {
        boolean tells = announced.matches() && !partOfName;
        return tells ? KnownSizes.mostOf(start + Long.parseLong(announced.group(1))) : Long.MAX_VALUE;
    }

    /**
     * Starts to read.
     *
     * @return null if there is nothing at {@code start}: it is at or past the end
     */
    static Download of(RemoteFiles files, VPath path, long start) throws StorageException {
        try {
            Transfer transfer =
                    files.exchange().transfer(new DataConnections.Request("RETR", files.wirePath(path), start, null));
            return new Download(files, path, transfer, start);
        } catch (RefusedException e) {
            if (start > 0 && files.stat(path).size() <= start) {
                return null; // RFC 3659 5.3: some refuse to start at the end, some send nothing
            }
            throw files.refused(path, e.reply(), null, Reason.IS_DIRECTORY, Reason.NOT_FOUND);
        }
    }

    /** Whether {@code wanted} can be read without asking anew. */
    boolean reaches(long wanted) {
        return wanted >= position && wanted - position <= SKIP_BYTES;
    }

    /** Says that nobody reads for now, so that the connection may be taken away. */
    void rest() {
        transfer.loan().rest();
    }

    /** Ends {@link #rest}; false if the connection was taken away, so that the download is over. */
    boolean wake() {
        return transfer.loan().wake();
    }

    /**
     * Reads from {@code wanted}, which {@link #reaches} accepts.
     *
     * @return -1 at the end, confirmed by the server; then, as after an exception, the download is over
     */
    int read(ByteBuffer into, long wanted) throws StorageException {
        try {
            if (!skip(wanted)) {
                return end();
            }
            int n = receive(into);
            if (n < 0) {
                return end();
            }
            position += n;
            if (position > most) {
                throw new IOException("the server sends far more than it said that the file has");
            }
            return n;
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw files.exchange().failed(transfer, path + " broke off after " + position + " bytes", e);
        }
    }

    /** Breaks it off. */
    void close() {
        transfer.abandon();
    }

    private boolean skip(long wanted) throws IOException {
        if (position < wanted) {
            ByteBuffer dropped = ByteBuffer.allocate((int) (wanted - position));
            while (position < wanted) {
                int n = receive(dropped);
                if (n < 0) {
                    return false;
                }
                position += n;
            }
        }
        return true;
    }

    /** -1 at the end of the data, announced or not. */
    private int receive(ByteBuffer into) throws IOException {
        try {
            return transfer.wire().read(into);
        } catch (UnannouncedEndException e) {
            if (e.insideRecord()) {
                throw e;
            }
            unannounced = true;
            return -1;
        }
    }

    /** What else is known of the file has to agree with what came, whatever the server says. */
    private int end() throws IOException {
        transfer.finish();
        boolean less = told.isPresent() && told.getAsLong() > position;
        boolean maybeLess = doubtful.isPresent() && doubtful.getAsLong() > position;
        if (less || maybeLess) {
            OptionalLong now = ask();
            if (less || now.isPresent() && now.getAsLong() > position) {
                throw new StorageException(Reason.IO, cut(now.isPresent() ? now.getAsLong() : told.getAsLong()));
            }
        }
        if (unannounced && !files.target().endsUnannounced()) {
            requireWhole(told.isPresent() ? told : ask());
        }
        return -1;
    }

    private String cut(long size) {
        files.sizes().forget(path);
        return size > position
                ? path + " was cut: " + position + " of " + size + " bytes came"
                : path + " has shrunk to " + size + " bytes, " + position + " of which came";
    }

    /** TLS ended without a word: somebody on the way may have cut it, so that the length has to tell. */
    private void requireWhole(OptionalLong size) throws StorageException {
        if (size.isEmpty() || size.getAsLong() != position) {
            throw new StorageException(
                    Reason.IO,
                    path + " ended after " + position + " bytes without close_notify, and "
                            + (size.isEmpty() ? "its size is not known" : size.getAsLong() + " were announced"));
        }
    }

    private OptionalLong ask() {
        try {
            Attributes now = files.stat(path);
            return now.isFile() ? OptionalLong.of(now.size()) : OptionalLong.empty();
        } catch (StorageException e) {
            return OptionalLong.empty();
        }
    }
}

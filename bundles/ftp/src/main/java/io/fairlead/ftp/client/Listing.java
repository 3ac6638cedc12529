// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.text.Masked;
import io.fairlead.ftp.client.connection.DataConnections;
import io.fairlead.ftp.client.connection.FtpTarget;
import io.fairlead.ftp.client.connection.RefusedException;
import io.fairlead.ftp.client.connection.ServerTraits;
import io.fairlead.ftp.client.connection.Transfer;
import io.fairlead.ftp.client.listing.FactLines;
import io.fairlead.ftp.client.listing.ListLine;
import io.fairlead.ftp.protocol.Facts;
import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.protocol.Reply;
import io.fairlead.ftp.protocol.ReplyCode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory being listed: MLSD, or LIST where a server has nothing better. Entries are read off the wire as they are asked
 * for. Names that are none ({@code ..}, {@code a/b}, with control characters or undecodable bytes) are left out, for the
 * server may be hostile, as are lines that can't be read; what was left out is told. For one thread at a time.
 */
final class Listing implements AutoCloseable {
    private static final char UNDECODABLE = '\uFFFD';
    private static final int MOST_LEFT_OUT = 5; // that are told word by word
    /** No folder has so many entries; a server that sends on and on is not read on and on. */
    private static final int MOST_LINES = 20_000_000;

    private final RemoteFiles files;
    private final VPath directory;
    private final FtpTarget target;
    private final Instant now = Instant.now();
    private DataConnections.Request request;
    private Transfer transfer; // null when all has come
    private DataLines lines; // of the transfer
    private int count; // of lines
    private final List<String> leftOut = new ArrayList<>();
    private int leftOutCount;
    private String begun; // a line of which the rest is in the next one; null if there is none

    private Listing(RemoteFiles files, VPath directory) {
        this.files = files;
        this.directory = directory;
        this.target = files.target();
    }

    /**
     * Starts to list.
     *
     * @throws StorageException {@link Reason#NOT_DIRECTORY} if a file is there, and as {@link RemoteFiles#stat}
     */
    static Listing of(RemoteFiles files, VPath directory) throws StorageException {
        Listing listing = new Listing(files, directory);
        listing.start();
        return listing;
    }

    private void start() throws StorageException {
        ServerTraits traits = files.exchange().traits();
        String path = files.wirePath(directory);
        while (transfer == null) {
            if (traits.mlst()) {
                request = new DataConnections.Request("MLSD", path, 0, null);
            } else { // names that start with a hyphen, or hold blanks, are safe with CWD only
                request = new DataConnections.Request("LIST", traits.listAll() ? "-a" : null, 0, path);
            }
            try {
                transfer = files.exchange().transfer(request);
                lines = new DataLines(transfer.wire(), target.charset());
            } catch (RefusedException e) {
                if (!another(e.reply())) {
                    throw files.refused(directory, e.reply(), Reason.NOT_DIRECTORY, null, Reason.NOT_FOUND);
                }
            }
        }
    }

    /** After a refusal: whether the server may know another way to list; it is remembered. */
    private boolean another(Reply reply) {
        ServerTraits traits = files.exchange().traits();
        boolean unknown = reply.is(ReplyCode.UNKNOWN_COMMAND) || reply.is(ReplyCode.NOT_IMPLEMENTED);
        if (request.verb().equals("MLSD") && unknown) {
            traits.refusedMlst();
            return true;
        }
        if (request.argument() != null && request.verb().equals("LIST") && reply.isPermanentFailure()) {
            traits.refusedListAll();
            return true;
        }
        return false;
    }

    /** The next entry; null at the end, and then the server has confirmed that it is the end. */
    Entry next() throws StorageException {
        while (transfer != null) {
            String line = nextLine();
            if (line != null) {
                countLine();
                Entry entry = request.verb().equals("MLSD") ? ofFacts(line) : ofList(line);
                if (entry != null) {
                    return entry;
                }
            }
        }
        return null;
    }

    private void countLine() throws StorageException {
        if (++count > MOST_LINES) {
            close();
            throw new StorageException(Reason.IO, "the listing of " + directory + " has no end");
        }
    }

    /** Breaks it off. */
    @Override
    public void close() {
        if (transfer != null) {
            transfer.abandon();
            transfer = null;
        }
    }

    private Entry ofFacts(String line) throws StorageException {
        try {
            Facts entry = Facts.decode(line);
            boolean listed = entry.type() != Facts.Type.CURRENT && entry.type() != Facts.Type.PARENT;
            if (!listed || isLeftOut(entry.name())) {
                return null;
            }
            VPath path = directory.child(entry.name());
            if (entry.type() == Facts.Type.FILE && entry.size().isPresent()) {
                files.sizes().add(path, entry.size().getAsLong());
            }
            return new Entry(entry.name(), FactLines.attributes(entry, path));
        } catch (FtpSyntaxException e) {
            if (!line.isBlank()) {
                leaveOut(line);
            }
            return null;
        }
    }

    private Entry ofList(String line) throws StorageException {
        String whole = begun == null ? line : begun + line;
        begun = null;
        if (ListLine.goesOn(whole)) {
            begun = whole;
            return null;
        }
        ListLine entry = ListLine.decode(whole, target.zone(), now).orElse(null);
        if (entry == null && !ListLine.isNoEntry(whole)) {
            leaveOut(whole);
        }
        if (entry == null || isLeftOut(entry.name())) {
            return null;
        }
        VPath path = directory.child(entry.name());
        Attributes attributes = Attributes.of(NodeId.ofPath(path), entry.kind(), entry.size(), entry.modified());
        return new Entry(entry.name(), attributes.withTarget(entry.target()));
    }

    /** Whether a name is no name of an entry; tells of it, unless it is one of the two that are in each directory. */
    private boolean isLeftOut(String name) {
        boolean usable = isUsable(name);
        if (!usable && !name.equals(".") && !name.equals("..")) {
            leaveOut(name);
        }
        return !usable;
    }

    private void leaveOut(String text) {
        leftOutCount++;
        if (leftOut.size() < MOST_LEFT_OUT) {
            leftOut.add(Masked.of(text));
        }
    }

    /** See {@link io.fairlead.api.storage.Node#leftOut}. */
    List<String> leftOut() {
        if (leftOutCount <= leftOut.size()) {
            return List.copyOf(leftOut);
        }
        List<String> told = new ArrayList<>(leftOut);
        told.add((leftOutCount - leftOut.size()) + " more");
        return told;
    }

    private static boolean isUsable(String name) {
        return VPath.isName(name)
                && name.indexOf(UNDECODABLE) < 0
                && name.chars().noneMatch(Character::isISOControl);
    }

    /** Null if no line came: {@link #transfer} tells whether there may be more. */
    private String nextLine() throws StorageException {
        try {
            String line = lines.next();
            if (line == null) {
                end();
            }
            return line;
        } catch (IOException e) {
            Transfer broken = transfer;
            transfer = null;
            if (count == 0 && e instanceof RefusedException refused && isRepeatable(refused.reply())) {
                start();
                return null;
            }
            throw files.exchange().failed(broken, "listing " + directory + " broke off after " + count + " lines", e);
        }
    }

    private boolean isRepeatable(Reply reply) {
        return files.exchange().refusesTlsSession(reply);
    }

    private void end() throws IOException {
        transfer.finish();
        transfer = null;
        if (lines.endedUnannounced()
                && !target.endsUnannounced()) { // it may have been cut on the way, and nothing shows that it was not
            leaveOut("what may have followed, for the list ended without close_notify");
        }
        if (count == 0 && request.verb().equals("LIST") && request.argument() != null) {
            // Interop: servers that take -a for a name; those that know it show at least "." and ".."
            files.exchange().traits().refusedListAll();
            start();
        }
    }
}

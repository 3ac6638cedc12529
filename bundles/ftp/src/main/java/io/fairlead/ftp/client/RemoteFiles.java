// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.client.connection.ConnectionLostException;
import io.fairlead.ftp.client.connection.ControlConnection;
import io.fairlead.ftp.client.connection.Dialer;
import io.fairlead.ftp.client.connection.Exchange;
import io.fairlead.ftp.client.connection.Failures;
import io.fairlead.ftp.client.connection.FtpTarget;
import io.fairlead.ftp.client.listing.FactLines;
import io.fairlead.ftp.protocol.FtpTime;
import io.fairlead.ftp.protocol.Reply;
import io.fairlead.ftp.protocol.ReplyCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Files by their paths: looking them up, making, renaming and removing them. One command each, as long as nothing fails;
 * FTP's 550 tells little, so that a failure is followed by a look at the path. Thread-safe.
 */
final class RemoteFiles {
    private final FtpTarget target;
    private final Exchange exchange;
    private final Dialer dialer;
    /** Directories, so that a missing file can be told from a missing parent. */
    private final RecentPaths known = new RecentPaths(Duration.ofSeconds(10));
    /** Names that were not there when somebody looked, who may be about to make them. */
    private final RecentPaths absent = new RecentPaths(Duration.ofSeconds(2));

    private final SizeAndTime sizeAndTime;
    private final KnownSizes sizes = new KnownSizes();
    private final KnownLinks links = new KnownLinks(this);

    RemoteFiles(FtpTarget target, Exchange exchange, Dialer dialer) {
        this.target = target;
        this.exchange = exchange;
        this.dialer = dialer;
        this.sizeAndTime = new SizeAndTime(exchange);
    }

    FtpTarget target() {
        return target;
    }

    KnownSizes sizes() {
        return sizes;
    }

    KnownLinks links() {
        return links;
    }

    /** Whether nothing was there a moment ago. */
    boolean isAbsent(VPath path) {
        return absent.contains(path);
    }

    /** It is about to be written or made. */
    void changes(VPath path) {
        sizes.forget(path);
        absent.forget(path);
    }

    Exchange exchange() {
        return exchange;
    }

    /**
     * The path as it goes over the wire.
     *
     * @throws StorageException {@link Reason#NAME_INVALID} if it holds a control character, or one that the charset lacks
     */
    String wirePath(VPath path) throws StorageException {
        String text = path.toString();
        FtpTarget.refuseControls("path", text);
        if (!target.charset().newEncoder().canEncode(text)) {
            throw new StorageException(Reason.NAME_INVALID, text + " can't be written in " + target.charset());
        }
        VPath root = dialer.root();
        return root.isRoot() ? text : path.isRoot() ? root.toString() : root + text;
    }

    /** Looks a path up, by MLST or else by SIZE, MDTM and CWD; what a link leads to, if it is one. */
    Attributes stat(VPath path) throws StorageException {
        Attributes found = lookUp(path);
        known.add(found.isDirectory() ? path : path.parent());
        if (found.isFile()) {
            sizes.add(path, found.size());
        }
        return found;
    }

    private Attributes lookUp(VPath path) throws StorageException {
        Attributes found = told(path);
        boolean shows = found.isFile() || found.isDirectory();
        return shows ? found : throughLink(path, wirePath(path), found);
    }

    /** The entry itself, a link too, even one that leads nowhere. */
    Attributes itself(VPath path) throws StorageException {
        Attributes found;
        try {
            found = told(path);
        } catch (StorageException e) {
            boolean hidden = e.reason() == Reason.NOT_FOUND || e.reason() == Reason.ACCESS_DENIED;
            found = hidden && !path.isRoot()
                    ? listed(path).filter(Attributes::isLink).orElse(null)
                    : null;
            if (found == null) {
                throw e;
            }
        }
        return found;
    }

    /** What the listing of its folder tells of a name; empty if the name isn't there. */
    Optional<Attributes> listed(VPath path) throws StorageException {
        try (Listing listing = Listing.of(this, path.parent())) {
            Attributes found = null;
            for (Entry entry = listing.next();
                    entry != null;
                    entry = listing.next()) { // to the end: else it is broken off
                found = entry.name().equals(path.name()) ? entry.attributes() : found;
            }
            return Optional.ofNullable(found);
        }
    }

    /**
     * What the server tells of a path: by MLST, where most tell of a link itself and some of what it leads to; without
     * MLST, of what it leads to.
     */
    Attributes told(VPath path) throws StorageException {
        String argument = wirePath(path);
        if (!exchange.traits().mlst()) {
            return statBySize(path, argument);
        }
        Reply reply = exchange.ask("MLST", argument);
        if (reply.isCompletion()) {
            Attributes found = FactLines.ofMlst(reply, path);
            if (found.isLink()) {
                exchange.traits().showedLink();
            }
            return found;
        }
        if (SizeAndTime.isUnknown(reply)) {
            exchange.traits().refusedMlst();
            return statBySize(path, argument);
        }
        throw noted(path, missing(path, reply));
    }

    /**
     * What an upload has to know of its name: as {@link #told}, in one question. Without MLST there is no time then, and a
     * directory is no file, which STOR finds out.
     */
    Attributes toldForUpload(VPath path) throws StorageException {
        if (!exchange.traits().mlst()) {
            Reply size = sizeAndTime.size(wirePath(path)).orElse(null);
            if (size != null && size.is(ReplyCode.FILE_STATUS)) {
                return Attributes.of(
                        NodeId.ofPath(path), Attributes.Kind.FILE, SizeAndTime.number(size), Instant.EPOCH);
            }
            if (size != null && size.code() / 10 == 55) {
                throw new StorageException(Reason.NOT_FOUND, path + ": " + size);
            }
        }
        return told(path);
    }

    /** What a link leads to shows by using it. Interop: servers that tell of links by a type of their own. */
    private Attributes throughLink(VPath path, String argument, Attributes link) throws StorageException {
        try {
            return statBySize(path, argument);
        } catch (StorageException e) {
            if (link.isLink()) {
                throw e;
            }
            return link;
        }
    }

    private Attributes statBySize(VPath path, String argument) throws StorageException {
        Reply size = sizeAndTime.size(argument).orElse(null);
        if (size != null && size.is(ReplyCode.FILE_STATUS)) {
            Optional<Instant> time = sizeAndTime.modified(argument);
            Optional<Attributes> line = time.isEmpty() ? listed(path) : Optional.empty();
            Instant modified = time.or(() -> line.map(Attributes::modified)).orElse(Instant.EPOCH);
            return Attributes.of(NodeId.ofPath(path), Attributes.Kind.FILE, SizeAndTime.number(size), modified);
        }
        Reply inside = exchange.ask("CWD", argument);
        if (inside.isCompletion()) {
            return Attributes.of(NodeId.ofPath(path), Attributes.Kind.DIRECTORY, 0, Instant.EPOCH);
        }
        if (size == null && !path.isRoot()) { // the list of its folder is all that there is
            return listed(path).orElseThrow(() -> new StorageException(Reason.NOT_FOUND, path));
        }
        throw noted(path, missing(path, size == null ? inside : size));
    }

    /** Who has found nothing may be about to make it. */
    private StorageException noted(VPath path, StorageException why) {
        if (why.reason() == Reason.NOT_FOUND) {
            absent.add(path);
        }
        return why;
    }

    /** Why a path can't be looked up. */
    private StorageException missing(VPath path, Reply reply) throws StorageException {
        if (reply.code() / 10 != 55 && reply.code() != 501) {
            return new StorageException(Failures.reason(reply), path + ": " + reply);
        }
        if (Failures.isPlain(reply)) {
            return new StorageException(Failures.reason(reply), path + ": " + reply);
        }
        VPath parent = path.parent();
        if (path.isRoot() || parent.isRoot() || known.contains(parent)) {
            return new StorageException(Reason.NOT_FOUND, path);
        }
        try {
            return new StorageException(stat(parent).isDirectory() ? Reason.NOT_FOUND : Reason.NOT_DIRECTORY, path);
        } catch (StorageException e) {
            boolean gone = e.reason() == Reason.NOT_FOUND || e.reason() == Reason.PARENT_NOT_FOUND;
            return gone ? new StorageException(Reason.PARENT_NOT_FOUND, path) : e;
        }
    }

    /**
     * Why a command about {@code path} was refused, by a look at it.
     *
     * @param ifFile what it means that a file is there
     * @param ifDirectory what it means that a directory is there
     * @param ifNothing what it means that nothing is there, though its parent is
     */
    StorageException refused(VPath path, Reply reply, Reason ifFile, Reason ifDirectory, Reason ifNothing) {
        Reason said = Failures.reason(reply);
        Reason reason = said;
        if (!Failures.isPlain(reply)) {
            try {
                reason = lookUp(path).isDirectory() ? ifDirectory : ifFile;
            } catch (StorageException e) {
                reason = e.reason() == Reason.NOT_FOUND ? ifNothing : e.reason();
            }
            reason = reason == null ? said : reason;
        }
        return new StorageException(reason, path + ": " + reply);
    }

    void makeDirectory(VPath path) throws StorageException {
        changes(path);
        Reply reply = exchange.order("MKD", wirePath(path));
        if (!reply.isCompletion()) {
            throw refused(path, reply, Reason.EXISTS, Reason.EXISTS, null);
        }
        known.add(path);
    }

    /** Deletes; {@code maybeLink} says that what was taken for a directory may be a link to one. */
    void delete(VPath path, boolean directory, boolean maybeLink) throws StorageException {
        if (path.isRoot()) {
            throw new StorageException(Reason.ACCESS_DENIED, "the root can't be deleted");
        }
        Reply reply = exchange.order(directory ? "RMD" : "DELE", wirePath(path));
        known.forget(path);
        sizes.forget(path);
        if (reply.isPermanentFailure() && directory && maybeLink && isLink(path)) {
            reply = exchange.order("DELE", wirePath(path));
        }
        if (!reply.isCompletion()) {
            throw refused(path, reply, null, isFilled(path) ? Reason.NOT_EMPTY : null, Reason.STALE);
        }
    }

    private boolean isLink(VPath path) {
        try {
            return listed(path).filter(Attributes::isLink).isPresent();
        } catch (StorageException e) {
            return false;
        }
    }

    private boolean isFilled(VPath path) {
        try (Listing listing = Listing.of(this, path)) {
            return listing.next() != null;
        } catch (StorageException e) {
            return false;
        }
    }

    /** RFC 959 4.1.3: RNFR and RNTO, one right after the other. */
    Reply rename(VPath from, VPath to) throws StorageException {
        String source = wirePath(from);
        String target = wirePath(to);
        known.forget(from);
        sizes.forget(from);
        changes(to);
        return exchange.converse(false, c -> renameOn(c, source, target));
    }

    private static Reply renameOn(ControlConnection c, String source, String target) throws IOException {
        Reply ready;
        try {
            ready = c.command("RNFR", source);
        } catch (ConnectionLostException e) {
            throw new ConnectionLostException(e.getMessage(), false, e); // RNFR alone does nothing
        }
        return ready.isIntermediate() ? c.command("RNTO", target) : ready;
    }

    /** Sets the time of last change: MFMT (draft-somers-ftp-mfxx), to the second. */
    void setModified(VPath path, Instant time) throws StorageException {
        Reply reply = exchange.ask("MFMT", FtpTime.encode(time) + " " + wirePath(path));
        if (!reply.isCompletion()) {
            throw refused(path, reply, null, null, Reason.STALE);
        }
    }
}

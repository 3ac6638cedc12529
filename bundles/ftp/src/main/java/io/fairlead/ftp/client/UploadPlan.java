// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.client.connection.FtpOptions;
import io.fairlead.ftp.client.connection.ServerTraits;
import io.fairlead.ftp.protocol.Reply;
import java.util.OptionalInt;

/**
 * How a whole file is uploaded: STOR empties what is there before the first byte has come, so that a file that would be lost
 * by an upload that breaks off is replaced by a rename at the end. Where nothing is there, or nothing can be renamed (as in a
 * folder for uploads only, where nobody sees anything either), STOR goes straight to the name.
 *
 * @param path the name wanted
 * @param stored where the bytes go
 * @param mode permission bits of the file that is replaced, if the server told
 * @param fresh whether nothing was at {@code path}, so that what an upload leaves that breaks off is its own
 */
record UploadPlan(VPath path, VPath stored, OptionalInt mode, boolean fresh) {

    /** Looks, and decides as {@link FtpOptions#UPLOAD} says. */
    static UploadPlan of(RemoteFiles files, VPath path) throws StorageException {
        String how = files.target().upload();
        if (how.equals("direct")) {
            return direct(path, false);
        }
        Attributes there;
        try {
            there = how.equals("auto") && files.isAbsent(path) ? null : files.toldForUpload(path);
        } catch (StorageException e) {
            if (e.reason() == Reason.UNAVAILABLE) {
                throw e;
            }
            boolean nothing = e.reason() == Reason.NOT_FOUND;
            return how.equals("rename") ? beside(path, OptionalInt.empty()) : direct(path, nothing);
        }
        if (there == null) {
            return direct(path, true);
        }
        if (how.equals("rename")) {
            return there.isLink() ? direct(path, false) : beside(path, mode(there));
        }
        boolean replaceable = there.isFile() && canRename(files, path) && !isLink(files, path, there);
        return replaceable ? beside(path, mode(there)) : direct(path, false);
    }

    /**
     * As {@link #of}, to a name that stays the same for a source, whether a file is there or not; straight to the name of a
     * link, or where nothing can be renamed.
     *
     * @param source see {@link PartName#of}
     */
    static UploadPlan kept(RemoteFiles files, VPath path, String source) throws StorageException {
        boolean direct = files.target().upload().equals("direct")
                || !files.exchange().traits().renames().orElse(true);
        UploadPlan usual = of(files, path);
        if (direct || !usual.renames() && !usual.fresh()) {
            return usual;
        }
        return new UploadPlan(path, PartName.of(path, source), usual.mode(), false);
    }

    /** The same file straight to its name. */
    UploadPlan direct() {
        return direct(path, false);
    }

    /** Whether a rename is to follow. */
    boolean renames() {
        return !stored.equals(path);
    }

    private static UploadPlan direct(VPath path, boolean fresh) {
        return new UploadPlan(path, path, OptionalInt.empty(), fresh);
    }

    private static UploadPlan beside(VPath path, OptionalInt mode) throws StorageException {
        return new UploadPlan(path, PartName.fresh(path), mode, false);
    }

    private static OptionalInt mode(Attributes there) {
        return there.posix().isPresent() ? OptionalInt.of(there.posix().get().mode() & 0777) : OptionalInt.empty();
    }

    /**
     * RFC 959 4.1.3: RNFR alone does nothing, and RNTO without a name neither. Interop: ProFTPD refuses whatever comes after
     * RNFR, for the rest of the session, until there is an RNTO.
     */
    private static boolean canRename(RemoteFiles files, VPath path) throws StorageException {
        ServerTraits traits = files.exchange().traits();
        if (traits.renames().isEmpty()) {
            String argument = files.wirePath(path);
            Reply reply = files.exchange().converse(true, connection -> {
                Reply ready = connection.command("RNFR", argument);
                if (ready.isIntermediate()) {
                    connection.command("RNTO");
                }
                return ready;
            });
            if (!reply.isIntermediate() && !SizeAndTime.isUnknown(reply)) {
                return false; // this one can't
            }
            traits.renames(reply.isIntermediate());
        }
        return traits.renames().get();
    }

    /** Whether the name is a link, whose place the new file would take. MLST tells, where it shows links at all. */
    private static boolean isLink(RemoteFiles files, VPath path, Attributes there) throws StorageException {
        return there.isLink()
                || !files.exchange().traits().showsLinks() && files.links().isLink(path);
    }
}

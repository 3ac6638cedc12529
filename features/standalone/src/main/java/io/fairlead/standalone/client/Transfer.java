// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.net.RateLimit;
import io.fairlead.standalone.client.Retries.CutShortException;
import io.fairlead.vfs.Fairlead;
import io.fairlead.vfs.ResumedUpload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;

/**
 * Copies one file from anywhere to anywhere, with its time if that is known. What fails half-way leaves no half file under
 * the target's name: a local one is written beside and renamed, and the connection of a remote one is cut before the file is
 * closed. A file that ends before its size is reached has failed.
 */
final class Transfer {
    private static final int LARGEST_CHUNK = 256 * 1024;

    private final ClientSession session;
    private final Progress progress;
    private final How how;

    /**
     * What holds for all files.
     *
     * @param resume whether to go on with what an earlier transfer of the same source left
     * @param retries of each file
     * @param limit of all together
     */
    record How(boolean resume, Retries retries, RateLimit limit) {
        /** From the beginning, once, as fast as may be. */
        static final How PLAIN = new How(false, Retries.NONE, RateLimit.NONE);
    }

    Transfer(ClientSession session, Progress progress, How how) {
        this.session = session;
        this.progress = progress;
        this.how = how;
    }

    /**
     * Copies the file {@code from} to {@code to}, which a user has named: if that is a link, to where it leads; if it is a
     * device or a pipe, the bytes go into it.
     */
    void copyToNamed(FileObject from, FileObject to) throws IOException {
        FileObject real = SymbolicLinks.followed(to, session);
        begin(from, real);
        if (SpecialFiles.isLocal(real)) {
            pour(from, Names.path(real));
            return;
        }
        how.retries().call(attempt -> {
            refresh(from, real, attempt);
            if (Hidden.isFolder(real)) {
                throw new IOException(Names.shown(to) + " is a folder");
            }
            refuseSpecial(real);
            write(from, real, attempt > 0);
            return true;
        });
        if (Names.isLocal(real)) {
            PartFile.cleanUp(Names.path(real));
        }
    }

    /** Copies the file {@code from} to {@code to}, which is replaced; a link too, and never what it leads to. */
    void copy(FileObject from, FileObject to) throws IOException {
        begin(from, to);
        how.retries().call(attempt -> {
            refresh(from, to, attempt);
            requireReplaceable(to);
            write(from, to, attempt > 0);
            return true;
        });
    }

    private static void requireReplaceable(FileObject to) throws IOException {
        boolean link = SymbolicLinks.isInTheWay(to);
        if (link && !Names.isLocal(to)) {
            throw new IOException(Names.shown(to) + " is a symbolic link: nothing is written through it");
        }
        if (!link && Hidden.isFolder(to)) {
            throw new IOException(Names.shown(to) + " is a folder");
        }
        if (!link) {
            refuseSpecial(to);
        }
    }

    private static void refuseSpecial(FileObject to) throws IOException {
        if (SpecialFiles.is(to)) {
            throw new IOException(Names.shown(to) + " is a device, pipe or socket: not replaced");
        }
    }

    private void begin(FileObject from, FileObject to) throws IOException {
        progress.file(Names.base(from));
        if (from.getName().equals(to.getName())) {
            throw new IOException(Names.shown(from) + " and the target are the same file");
        }
    }

    /** They may have changed meanwhile. */
    private static void refresh(FileObject from, FileObject to, int attempt) throws IOException {
        if (attempt > 0) {
            from.refresh();
            to.refresh();
        }
    }

    private void write(FileObject from, FileObject to, boolean again) throws IOException {
        if (how.resume() && isComplete(from, to)) {
            progress.reused(size(from));
        } else if (Names.isLocal(to) && Names.isByNameOnly(from)) {
            try (InputStream in = session.read(from, 0)) {
                upload(in, to);
            }
        } else if (Names.isLocal(to)) {
            download(from, to, how.resume() || again);
        } else {
            upload(from, to);
        }
    }

    /** Whether the file is there already: of the same size, and of a time that is as near as stamps are told. */
    private static boolean isComplete(FileObject from, FileObject to) throws IOException {
        if (Names.isByNameOnly(to)
                || !to.exists()
                || SpecialFiles.is(from)
                || Names.isByNameOnly(from)
                || size(from) != to.getContent().getSize()) {
            return false;
        }
        Optional<Duration> newer = FileInfo.newer(from, to);
        return newer.isPresent() && newer.get().abs().compareTo(FileInfo.SAME_TIME) < 0;
    }

    private void download(FileObject from, FileObject to, boolean resume) throws IOException {
        Optional<Instant> modified = FileInfo.modified(from);
        long size = size(from);
        try (PartFile part = PartFile.open(Names.path(to), size, modified, resume)) {
            progress.reused(part.position());
            if (part.position() < size || part.position() == 0) {
                try (InputStream in = session.read(from, part.position())) {
                    pump(in, part.output(), from, size - part.position());
                }
            }
            part.publish(modified);
        }
        to.refresh();
    }

    private void upload(FileObject from, FileObject to) throws IOException {
        long size = size(from);
        Optional<Instant> modified = FileInfo.modified(from);
        try (InputStream in = session.read(from, 0)) {
            Optional<ResumedUpload> begun = how.resume() && !SpecialFiles.is(from) && modified.isPresent()
                    ? Fairlead.resumeUpload(to, size + "-" + modified.get().toEpochMilli(), size)
                    : Optional.empty();
            if (begun.isPresent()) {
                progress.reused(begun.get().position());
                send(in, begun.get(), to, from, size);
            } else {
                if (!SpecialFiles.is(from) && !Names.isByNameOnly(from)) {
                    Fairlead.announceSize(to, size);
                }
                upload(in, to, from, size);
            }
        }
        if (modified.isPresent() && to.getFileSystem().hasCapability(Capability.SET_LAST_MODIFIED_FILE)) {
            keepTime(to, modified.get());
        }
    }

    /** Who may only upload may not do this; the file has arrived all the same. */
    private static void keepTime(FileObject to, Instant modified) throws IOException {
        try {
            to.getContent().setLastModifiedTime(modified.toEpochMilli());
        } catch (FileSystemException e) {
            if (!Fairlead.isDenied(e)) {
                throw e;
            }
        }
    }

    /** Writes what is read to {@code to}; how much it is shows at the end. */
    void upload(InputStream in, FileObject to) throws IOException {
        progress.file(Names.base(to));
        if (Names.isLocal(to)) {
            try (PartFile part = PartFile.open(Names.path(to), 0, Optional.empty(), false)) {
                pump(in, part.output(), to, 0);
                part.publish(Optional.empty());
            }
            return;
        }
        upload(in, to, to, 0);
    }

    private void upload(InputStream in, FileObject to, FileObject from, long atLeast) throws IOException {
        send(in, new ResumedUpload(0, to.getContent().getOutputStream()), to, from, atLeast);
    }

    private void send(InputStream in, ResumedUpload upload, FileObject to, FileObject from, long atLeast)
            throws IOException {
        OutputStream out = upload.rest();
        try {
            in.skipNBytes(upload.position());
            pump(in, out, from, atLeast - upload.position());
        } catch (IOException | RuntimeException e) {
            abandon(to, out, e); // closing would publish what came so far
            throw e;
        }
        out.close();
    }

    private void abandon(FileObject to, OutputStream out, Exception failure) throws IOException {
        if (!Fairlead.abandon(to)) {
            session.cut(to);
            return;
        }
        try {
            out.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void pour(FileObject from, Path to) throws IOException {
        try (InputStream in = session.read(from, 0);
                OutputStream out = Files.newOutputStream(to, StandardOpenOption.WRITE)) {
            pump(in, out, from, size(from));
        }
    }

    /** 0 for what tells its size only by its end. */
    private static long size(FileObject from) throws IOException {
        return SpecialFiles.is(from) ? 0 : Math.max(0, Names.size(from));
    }

    private void pump(InputStream in, OutputStream out, FileObject from, long atLeast) throws IOException {
        byte[] buffer = new byte[how.limit().grain(LARGEST_CHUNK)];
        long moved = 0;
        int count;
        while ((count = in.read(buffer)) >= 0) {
            out.write(buffer, 0, count);
            progress.add(count);
            how.limit().moved(count);
            moved += count;
        }
        if (moved < atLeast) { // a longer one may have grown meanwhile
            throw new CutShortException(Names.shown(from) + " ended " + (atLeast - moved) + " bytes before its size");
        }
    }
}

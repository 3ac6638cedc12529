// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.vfs.Fairlead;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;

/**
 * Copies one file from anywhere to anywhere, with its time if that is known. What fails half-way leaves no half file under the target's
 * name: a local one is written beside and renamed, and the connection of a remote one is cut before the file is closed.
 */
final class Transfer {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final ClientSession session;
    private final Progress progress;
    private final boolean resume;

    /** @param resume whether to go on with what an earlier transfer to a local file left */
    Transfer(ClientSession session, Progress progress, boolean resume) {
        this.session = session;
        this.progress = progress;
        this.resume = resume;
    }

    /** Copies the file {@code from} to {@code to}, which a user has named: if that is a link, to where it leads. */
    void copyToNamed(FileObject from, FileObject to) throws IOException {
        FileObject real = SymbolicLinks.followed(to, session);
        begin(from, real);
        if (real.isFolder()) {
            throw new IOException(Names.shown(to) + " is a folder");
        }
        write(from, real);
    }

    /** Copies the file {@code from} to {@code to}, which is replaced; a link too, and never what it leads to. */
    void copy(FileObject from, FileObject to) throws IOException {
        begin(from, to);
        boolean link = SymbolicLinks.isInTheWay(to);
        if (link && !Names.isLocal(to)) {
            throw new IOException(Names.shown(to) + " is a symbolic link: nothing is written through it");
        }
        if (!link && to.isFolder()) {
            throw new IOException(Names.shown(to) + " is a folder");
        }
        write(from, to);
    }

    private void begin(FileObject from, FileObject to) throws IOException {
        progress.file(Names.base(from));
        if (from.getName().equals(to.getName())) {
            throw new IOException(Names.shown(from) + " and the target are the same file");
        }
    }

    private void write(FileObject from, FileObject to) throws IOException {
        if (Names.isLocal(to)) {
            download(from, to);
        } else {
            upload(from, to);
        }
    }

    private void download(FileObject from, FileObject to) throws IOException {
        long modifiedMillis = FileInfo.modifiedMillis(from);
        try (PartFile part = PartFile.open(Names.path(to), from.getContent().getSize(), modifiedMillis, resume)) {
            progress.reused(part.position());
            try (InputStream in = session.read(from, part.position())) {
                pump(in, part.output());
            }
            part.publish(modifiedMillis);
        }
        to.refresh();
    }

    private void upload(FileObject from, FileObject to) throws IOException {
        try (InputStream in = session.read(from, 0)) {
            Fairlead.announceSize(to, from.getContent().getSize());
            OutputStream out = to.getContent().getOutputStream();
            try {
                pump(in, out);
            } catch (IOException | RuntimeException e) {
                session.cut(to); // closing would publish what came so far
                throw e;
            }
            out.close();
        }
        long modifiedMillis = FileInfo.modifiedMillis(from);
        if (modifiedMillis != 0 && to.getFileSystem().hasCapability(Capability.SET_LAST_MODIFIED_FILE)) {
            to.getContent().setLastModifiedTime(modifiedMillis);
        }
    }

    private void pump(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int count;
        while ((count = in.read(buffer)) >= 0) {
            out.write(buffer, 0, count);
            progress.add(count);
        }
    }
}

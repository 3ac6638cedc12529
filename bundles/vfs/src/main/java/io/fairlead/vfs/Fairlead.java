// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.RemoteChecksums;
import io.fairlead.api.client.ResumableUploads;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.commons.vfs2.FileListener;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemManager;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.AbstractFileObject;
import org.apache.commons.vfs2.util.FileObjectUtils;

/** Puts Fairlead's clients into a Commons VFS manager, in plain Java. */
public final class Fairlead {
    private static final List<Client> CLIENTS = List.of(
            new Client(FtpFileProvider::new, "ftp", "ftps"),
            new Client(TftpFileProvider::new, "tftp"),
            new Client(SmbFileProvider::new, "smb"));

    private static final int MOST_CAUSES = 20;

    private record Client(Supplier<ConnectorFileProvider> provider, String... schemes) {}

    private Fairlead() {}

    /**
     * Makes {@code ftp}, {@code ftps}, {@code tftp} and {@code smb} ours, as far as their clients are on the class path, in
     * the place of the providers of Commons VFS if commons-net or jcifs brought them.
     *
     * @param manager for instance {@code VFS.getManager()}; not the service of an OSGi framework, which has ours already
     * @throws FileSystemException if the manager takes no providers, or refuses one
     * @throws IllegalStateException if there is no client of ours on the class path
     */
    public static void install(FileSystemManager manager) throws FileSystemException {
        if (!(manager instanceof DefaultFileSystemManager target)) {
            throw new ConnectorFileException(
                    "a DefaultFileSystemManager is needed, not a "
                            + manager.getClass().getName(),
                    null);
        }
        boolean some = false;
        for (Client client : CLIENTS) {
            if (Connectors.known(client.schemes()[0], Fairlead.class.getClassLoader())
                    .isPresent()) {
                install(client, target);
                some = true;
            }
        }
        if (!some) {
            throw new IllegalStateException(
                    "no client on the class path; is fairlead-ftp.jar, fairlead-tftp.jar or fairlead-smb.jar there?");
        }
    }

    private static void install(Client client, DefaultFileSystemManager target) throws FileSystemException {
        ConnectorFileProvider provider = client.provider().get();
        for (String scheme : client.schemes()) {
            target.removeProvider(scheme);
        }
        target.addProvider(client.schemes(), provider);
    }

    /**
     * The text of a symbolic link, as the server shows it: relative to the link's folder, or absolute.
     *
     * @return empty if the file is no link, is of another provider, or its server does not tell where the link leads
     */
    public static Optional<String> linkTarget(FileObject file) throws FileSystemException {
        AbstractFileObject<?> known = FileObjectUtils.getAbstractFileObject(file);
        return known instanceof ConnectorFileObject ours ? new SymbolicLinks(ours).target() : Optional.empty();
    }

    /**
     * Makes a file of ours a symbolic link, or points the link that it is elsewhere. SMB servers can have links.
     *
     * @param target text, relative to the link's folder, or absolute from the root of the file system
     * @return false, and nothing is done, if the file is of another provider, or its server makes no links
     * @throws FileSystemException if something that is no link has the name, or the link would lead out of what the server shows
     */
    public static boolean makeLink(FileObject file, String target) throws FileSystemException {
        AbstractFileObject<?> known = FileObjectUtils.getAbstractFileObject(file);
        return known instanceof ConnectorFileObject ours && new SymbolicLinks(ours).make(target);
    }

    /**
     * Whether a file of ours, which for Commons VFS is a file as others, is a device, pipe or socket of the server's: it can be
     * deleted, and neither be read nor written. Nobody is asked: it is known of what was listed, and of what was asked for its
     * type.
     *
     * @return false if that is not known, or the file is of another provider
     */
    public static boolean isSpecial(FileObject file) throws FileSystemException {
        AbstractFileObject<?> known = FileObjectUtils.getAbstractFileObject(file);
        return known instanceof KnownFileObject ours && ours.isSpecial();
    }

    /**
     * What the last {@link FileObject#getChildren} of a folder has left out, because the server told of it in a way that
     * can't be read: a line of an unknown kind, a name in unknown bytes. Of such a folder nobody knows what is not in it.
     *
     * @return texts for people; empty if the folder was read whole, or is of another provider
     */
    public static List<String> leftOut(FileObject folder) throws FileSystemException {
        AbstractFileObject<?> known = FileObjectUtils.getAbstractFileObject(folder);
        return known instanceof KnownFileObject ours ? ours.leftOut() : List.of();
    }

    /**
     * The checksum of a file of ours that its server computes, where it does (FTP servers with HASH or XSHA256 and its like);
     * the file is not read.
     *
     * @param algorithms by their names in the JDK, or {@code CRC32}; best first
     * @return empty if the file is of another provider, or its server has none of them for it
     */
    public static Optional<RemoteChecksums.Checksum> checksum(FileObject file, List<String> algorithms)
            throws FileSystemException {
        AbstractFileObject<?> known = FileObjectUtils.getAbstractFileObject(file);
        if (!(known instanceof ConnectorFileObject ours)) {
            return Optional.empty();
        }
        VPath path = ours.path();
        try {
            return ours.fileSystem.call(volume -> {
                Optional<RemoteChecksums> sums = volume.extension(RemoteChecksums.class);
                return sums.isPresent() ? sums.get().checksum(path, algorithms) : Optional.empty();
            });
        } catch (StorageException e) {
            throw new ConnectorFileException(file.getName().getFriendlyURI() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Begins to write a file of ours from where an upload of the same source to the same file was cut, if one was. What comes
     * is kept at the server when this one is cut, too. FTP servers that can rename, and go on with a file, have it.
     *
     * @param source tells one state of one source from every other, such as by size and time
     * @param size of the source
     * @return empty if the file is of another provider, or its server has no such uploads
     */
    public static Optional<ResumedUpload> resumeUpload(FileObject file, String source, long size)
            throws FileSystemException {
        AbstractFileObject<?> known = FileObjectUtils.getAbstractFileObject(file);
        if (!(known instanceof ConnectorFileObject ours)) {
            return Optional.empty();
        }
        try {
            return ours.writer().resume(source, size);
        } catch (StorageException e) {
            throw new ConnectorFileException(file.getName().getFriendlyURI() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Removes what uploads to files of a folder of ours have left that were cut, if nobody has written to it for so long.
     *
     * @param names of the files
     * @return how much was removed; 0 in a folder of another provider
     */
    public static int removeLeftUploads(FileObject folder, Set<String> names, Duration unused)
            throws FileSystemException {
        AbstractFileObject<?> known = FileObjectUtils.getAbstractFileObject(folder);
        if (!(known instanceof ConnectorFileObject ours)) {
            return 0;
        }
        VPath path = ours.path();
        try {
            return ours.fileSystem.call(volume -> {
                Optional<ResumableUploads> uploads = volume.extension(ResumableUploads.class);
                return uploads.isPresent() ? uploads.get().removeLeft(path, names, unused) : 0;
            });
        } catch (StorageException e) {
            throw new ConnectorFileException(folder.getName().getFriendlyURI() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Gives up what is being written to a file of ours: closing its output stream publishes nothing, and leaves the file
     * that was there. Call it on the thread that writes, when what is to be written can't be read to its end.
     *
     * @return false for a file of another provider, about which nothing was done
     */
    public static boolean abandon(FileObject file) throws FileSystemException {
        AbstractFileObject<?> known = FileObjectUtils.getAbstractFileObject(file);
        if (known instanceof ConnectorFileObject ours) {
            ours.writer().abandon();
            return true;
        }
        return false;
    }

    /**
     * Has a listener told of what happens in a folder of ours, by whomever, where the server tells (SMB does): of files and
     * folders that come, change and go. A rename is told as the end of the one name and the coming of the other. When
     * changes were missed, as after a connection was lost, the folder itself is told of as changed, and the listener has to
     * look for itself.
     *
     * @param recursive whether all below it is watched, too
     * @param listener called by one thread at a time, which is the client's: what it does there delays the next event
     * @return closing it ends the watch; the file system's end does, too
     * @throws FileSystemException if the file is no folder, or is of another provider, or its server does not tell
     */
    public static FileWatch watch(FileObject folder, boolean recursive, FileListener listener)
            throws FileSystemException {
        AbstractFileObject<?> known = FileObjectUtils.getAbstractFileObject(folder);
        if (!(known instanceof ConnectorFileObject ours)) {
            throw new ConnectorFileException(folder.getName().getFriendlyURI() + " is of another provider", null);
        }
        return ours.watch(recursive, listener);
    }

    /**
     * Tells how many bytes will be written next to a file of ours, before its output stream is opened. Nothing but a hint,
     * for protocols that tell the server (TFTP's {@code tsize}); files of other providers don't mind.
     * {@link FileObject#copyFrom} does it by itself.
     */
    public static void announceSize(FileObject file, long bytes) throws FileSystemException {
        AbstractFileObject<?> known = FileObjectUtils.getAbstractFileObject(file);
        if (known instanceof ConnectorFileObject ours) {
            ours.writer().announce(bytes);
        }
    }

    /** Whether something failed because the server does not let the user see or do it. */
    public static boolean isDenied(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++, cause = cause.getCause()) {
            if (cause instanceof StorageException known && known.reason() == Reason.ACCESS_DENIED) {
                return true;
            }
        }
        return false;
    }
}

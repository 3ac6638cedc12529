// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;

/** Permission bits and owners of what the storage makes; does nothing on file systems without them. */
public final class FileModes {
    private static final boolean SUPERUSER = "root".equals(System.getProperty("user.name"));

    private final boolean posix;
    private final int umask;

    public FileModes(boolean posix, int umask) {
        this.posix = posix;
        this.umask = umask;
    }

    boolean posix() {
        return posix;
    }

    /** Bits of a file while it is uploaded, whatever it will have: what nobody sees yet, nobody else reads. */
    public static int staged() {
        return 0600;
    }

    /** What of {@code mode} a peer may ask for: bits of the umask stay out of reach. */
    int permitted(int mode) {
        return mode & ~umask;
    }

    /** Bits of a new file. */
    public int file() {
        return 0666 & ~umask;
    }

    /** Bits of a new directory. */
    public int directory() {
        return 0777 & ~umask;
    }

    /** The bits as an argument for creating; the process's own umask takes from them, see {@link #set}. */
    public FileAttribute<?>[] attribute(int mode) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(AttributeReader.permissions(mode))}
                : new FileAttribute<?>[0];
    }

    /**
     * Sets the bits.
     *
     * @return false if it has them
     */
    public boolean set(Folder folder, Path name, BasicFileAttributes now, int mode) throws IOException {
        boolean other = now instanceof PosixFileAttributes at && AttributeReader.mode(at) != mode;
        if (other) {
            BasicFileAttributeView view = folder.view(name);
            folder.detached(name, () -> {
                set(view, mode); // which opens it
                return null;
            });
        }
        return other;
    }

    public static void set(BasicFileAttributeView view, int mode) throws IOException {
        ((PosixFileAttributeView) view).setPermissions(AttributeReader.permissions(mode));
    }

    /**
     * Gives a file that is about to replace another the other's owner and group. Only the superuser can, and only for
     * the superuser it matters: else a server run as root would take a user's file away by replacing it.
     *
     * @param place where the file to be replaced is
     */
    public void adoptOwner(Folder folder, Path name, BasicFileAttributes now, Located place) throws IOException {
        if (!SUPERUSER
                || !(now instanceof PosixFileAttributes mine)
                || !(place.found() instanceof PosixFileAttributes theirs)
                || sameOwners(folder, name, now, place)) {
            return;
        }
        UserPrincipal owner = theirs.owner();
        GroupPrincipal group = theirs.group();
        PosixFileAttributeView view = (PosixFileAttributeView) folder.view(name);
        if (!group.equals(mine.group())) {
            view.setGroup(group);
        }
        if (!owner.equals(mine.owner())) {
            view.setOwner(owner);
        }
    }

    /**
     * Whether both have the same owner and group by number, which the JDK tells by path only: it counts if the path still
     * leads to the very files. Their names, which can be had otherwise, cost a look into the user database each.
     */
    private static boolean sameOwners(Folder folder, Path name, BasicFileAttributes now, Located place) {
        try {
            return numbers(folder, name, now).equals(numbers(place.folder(), place.file(), place.found()));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return false;
        }
    }

    private static List<Object> numbers(Folder folder, Path name, BasicFileAttributes found) throws IOException {
        Map<String, Object> all = Files.readAttributes(
                folder.directory().resolve(name), "unix:uid,gid,fileKey", LinkOption.NOFOLLOW_LINKS);
        if (found.fileKey() == null || !found.fileKey().equals(all.get("fileKey"))) {
            throw new NoSuchFileException(name.toString(), null, "another one by now");
        }
        return List.of(all.get("uid"), all.get("gid"));
    }
}

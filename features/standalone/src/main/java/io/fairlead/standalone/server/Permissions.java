// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who may read and write a home: its owner alone. Where the platform has no mode bits (Windows), nothing is looked at: a
 * home there is as private as the folder that it is in.
 */
final class Permissions {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().containsAll(Set.of("posix", "unix"));
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final int ROOT = 0;

    private Permissions() {}

    /** The mode of a new folder of ours. */
    static FileAttribute<?>[] newFolder() {
        return attribute(FOLDER);
    }

    /** The mode of a new file of ours. */
    static FileAttribute<?>[] newFile() {
        return attribute(FILE);
    }

    private static FileAttribute<?>[] attribute(Set<PosixFilePermission> mode) {
        return POSIX ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)} : new FileAttribute<?>[0];
    }

    /**
     * Takes everybody else's rights from a home and from what is in {@code etc/}: an earlier version or a person may have
     * made them with more.
     *
     * @return a line for each that others could write, or that could not be changed, since it is somebody else's
     */
    static List<String> tighten(Home home) throws IOException {
        List<String> warnings = new ArrayList<>();
        if (!POSIX) {
            return warnings;
        }
        for (Path folder : new Path[] {home.root(), home.lasting(), home.etc(), home.bundles(), home.tls()}) {
            set(folder, FOLDER, warnings);
        }
        try (Stream<Path> files = Files.list(home.etc())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    set(file, FILE, warnings);
                }
            }
        }
        return warnings;
    }

    private static void set(Path path, Set<PosixFilePermission> allowed, List<String> warnings) throws IOException {
        Set<PosixFilePermission> bits = Files.getPosixFilePermissions(path);
        Set<PosixFilePermission> less = EnumSet.copyOf(allowed);
        less.retainAll(bits); // a file that its owner made read-only stays so
        if (less.equals(bits)) {
            return;
        }
        try {
            Files.setPosixFilePermissions(path, less);
            if (bits.contains(PosixFilePermission.GROUP_WRITE) || bits.contains(PosixFilePermission.OTHERS_WRITE)) {
                warnings.add("others could write " + path + " until now; look at what it says");
            }
        } catch (IOException e) {
            warnings.add(path + " is open to others (" + PosixFilePermissions.toString(bits) + ") and can't be closed: "
                    + Messages.of(e));
        }
    }

    /**
     * Refuses a folder that is everybody's, like {@code /tmp}: it can't become one owner's.
     *
     * @throws StartFailure saying so
     */
    static void requirePrivatePlace(Path root) throws StartFailure, IOException {
        if (POSIX && ((int) Files.getAttribute(root, "unix:mode") & 01002) == 01002) { // sticky, and writable by others
            throw new StartFailure("home " + root + " is a folder of everybody's; name a folder in it");
        }
    }

    /**
     * Refuses to run code from where others may put it, as sshd does with its keys: whatever is not the own user's or
     * root's, and whatever others may write.
     *
     * @throws StartFailure naming the first such folder or file, and what to do
     */
    static void requireOwn(Home home) throws StartFailure, IOException {
        if (!POSIX) {
            return;
        }
        int user = user(home);
        requireOwn(home.root().toRealPath(), user);
        requireOwn(home.bundles(), user);
        try (Stream<Path> files = Files.list(home.bundles())) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                requireOwn(file, user);
            }
        }
    }

    private static void requireOwn(Path path, int user) throws StartFailure, IOException {
        Map<String, Object> found =
                Files.readAttributes(path, "unix:uid,mode,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
        boolean link = (boolean) found.get("isSymbolicLink");
        if (link) {
            throw new StartFailure("--deploy: " + path + " is a symbolic link; put the file itself there");
        }
        int owner = (int) found.get("uid");
        if (owner != user && owner != ROOT) {
            throw new StartFailure("--deploy: " + path + " belongs to another user (uid " + owner + "); chown it");
        }
        if (((int) found.get("mode") & 022) != 0) {
            throw new StartFailure("--deploy: others may write " + path + "; chmod go-w it");
        }
    }

    /** Who this process makes files as. */
    private static int user(Home home) throws IOException {
        Path probe = Files.createTempFile(home.cache(), "user", null);
        try {
            return (int) Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }
}

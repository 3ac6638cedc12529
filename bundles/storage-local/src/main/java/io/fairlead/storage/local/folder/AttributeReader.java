// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Attributes.Posix;
import io.fairlead.api.storage.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * From the platform's attributes to ours. Runs once per listed entry, so it allocates what the record needs and little
 * else. The JDK's descriptor-based views have neither the time of the last attribute change nor the number of links.
 */
public final class AttributeReader {
    private static final PosixFilePermission[] PERMISSIONS = PosixFilePermission.values();

    private final boolean owners;
    private final Path root;
    private final NodeIds ids;

    public AttributeReader(boolean owners, Path root, NodeIds ids) {
        this.owners = owners;
        this.ids = ids;
        this.root = root;
    }

    /** Ours, of a name in a folder, of a link with its text, under an identity that the caller knows. */
    public Attributes read(BasicFileAttributes from, NodeId id, Folder folder, Path name) {
        return from.isSymbolicLink() ? link(from, id, folder, name) : read(from, id);
    }

    private Attributes link(BasicFileAttributes from, NodeId id, Folder folder, Path name) {
        Attributes bare = read(from, id);
        LinkText text;
        try {
            text = new LinkText(folder.readLink(name), root);
        } catch (IOException gone) {
            return bare;
        }
        // It was read by path: another length is the text of somebody else's link, after a folder was exchanged.
        if (from.size() != 0 && from.size() != text.bytes()) {
            return bare;
        }
        String shown = text.shown();
        long size = shown.getBytes(StandardCharsets.UTF_8).length;
        Instant at = bare.modified();
        return new Attributes(
                bare.id(),
                Kind.LINK,
                size,
                bare.created(),
                at,
                bare.accessed(),
                at,
                size,
                1,
                0,
                bare.posix(),
                Optional.of(shown));
    }

    /** Ours, of anything but a link, under an identity of the platform that the caller knows. */
    public Attributes read(BasicFileAttributes from, NodeId id) {
        return readAs(from, ids.shown(id));
    }

    /** As {@link #read(BasicFileAttributes, NodeId)}, under the identity that is to be shown. */
    public Attributes readAs(BasicFileAttributes from, NodeId shown) {
        Kind kind = kind(from);
        long size = kind == Kind.FILE ? from.size() : 0;
        FileTime modified = from.lastModifiedTime();
        Instant at = modified.toInstant();
        Instant created = instant(from.creationTime(), modified, at);
        Instant accessed = instant(from.lastAccessTime(), modified, at);
        return new Attributes(shown, kind, size, created, at, accessed, at, size, 1, 0, posix(from));
    }

    private static Instant instant(FileTime time, FileTime known, Instant asInstant) {
        return time.equals(known) ? asInstant : time.toInstant();
    }

    /** What the name itself is. */
    public static Kind kind(BasicFileAttributes from) {
        if (from.isRegularFile()) {
            return Kind.FILE;
        }
        if (from.isDirectory()) {
            return Kind.DIRECTORY;
        }
        return from.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    }

    private Optional<Posix> posix(BasicFileAttributes from) {
        return from instanceof PosixFileAttributes posix
                ? Optional.of(new PlatformPosix(posix, owners))
                : Optional.empty();
    }

    /** Permission bits, 0 to 0777. */
    public static int mode(PosixFileAttributes from) {
        Set<PosixFilePermission> permissions = from.permissions();
        int mode = 0;
        for (PosixFilePermission permission : PERMISSIONS) { // by the set's own iterator it is as much garbage again
            if (permissions.contains(permission)) {
                mode |= bit(permission);
            }
        }
        return mode;
    }

    @SuppressWarnings("EnumOrdinal") // declared in the order of the bits, OWNER_READ down to OTHERS_EXECUTE, for good
    private static int bit(PosixFilePermission permission) {
        return 0400 >> permission.ordinal();
    }

    /** The inverse of {@link #mode}. */
    public static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PERMISSIONS) {
            if ((mode & bit(permission)) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    /**
     * The identity that the platform gives, or null where it gives none.
     *
     * <p>The JDK's key of a Unix file shows device and inode in its text only: {@code (dev=fe00,ino=1234)}. Reading the
     * text costs a tenth of the system call before it.
     */
    public static NodeId id(BasicFileAttributes from) {
        Object key = from.fileKey();
        if (key instanceof Number number) {
            return new NodeId(0, number.longValue()); // jimfs
        }
        return key == null ? null : parse(key.toString());
    }

    /** Whether what was found has that identity; true where the platform has none. */
    public static boolean same(BasicFileAttributes found, NodeId id) {
        NodeId now = id(found);
        return now == null || id == null || now.equals(id);
    }

    /** Whether both are of the same file; true where the platform gives no identity. */
    public static boolean same(BasicFileAttributes one, BasicFileAttributes other) {
        Object key = one.fileKey();
        return key == null || key.equals(other.fileKey());
    }

    public static NodeId parse(String key) {
        int comma = key.indexOf(",ino=");
        if (comma < 0 || !key.startsWith("(dev=") || !key.endsWith(")")) {
            return null;
        }
        long device = Long.parseUnsignedLong(key, "(dev=".length(), comma, 16);
        return new NodeId(device, Long.parseLong(key, comma + ",ino=".length(), key.length() - 1, 10));
    }
}

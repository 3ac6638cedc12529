// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.storage.local.folder.FolderCache;
import io.fairlead.storage.local.snapshot.SnapshotFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a {@link LocalStorage} is opened with. Immutable; start at {@link #of} and change what differs.
 *
 * @param name what messages call the storage
 * @param root the folder to serve
 * @param createRoot whether to make a missing root, parents included
 * @param readOnly whether every change is refused
 * @param sync what is on stable storage before an upload counts as done
 * @param links what becomes of symbolic links
 * @param umask permission bits that new files and folders do not get, 0 to 0777
 * @param letterCase how names compare
 * @param owners whether attributes carry names of owner and group, at the cost of two look-ups per file; else "-"
 * @param exclude existing folders that are never served, whatever name they have
 * @param keptFolders how many folders below the root are kept open for a while, 0 to 65536, each by two descriptors; -1 for an eighth
 *     of the descriptors that the process may have, and 1024 at the most
 * @param id what the storage is called on every machine that serves these files; empty for the real path of the root
 * @param snapshots where earlier states of the root lie; empty for nowhere
 */
public record LocalSettings(
        String name,
        Path root,
        boolean createRoot,
        boolean readOnly,
        Sync sync,
        Links links,
        int umask,
        LetterCase letterCase,
        boolean owners,
        List<Path> exclude,
        int keptFolders,
        String id,
        Optional<SnapshotFolder> snapshots) {

    /** What is on stable storage before an upload is published. */
    public enum Sync {
        /** Nothing is waited for: fastest; a power cut may lose or empty files uploaded shortly before. */
        NONE,
        /** The file's content: after a power cut there is the old file or the new one, whole. */
        DATA,
        /** The folder that names it, too: once close returned, it is the new one. */
        FULL
    }

    /** What becomes of symbolic links. */
    public enum Links {
        /** Followed as long as they stay inside the root. */
        INSIDE,
        /** None is followed. */
        REFUSE
    }

    /** How names compare. */
    public enum LetterCase {
        /** Tried out when the storage opens. */
        AUTO,
        INSENSITIVE,
        SENSITIVE
    }

    /** The umask of {@link #of}. */
    public static final int DEFAULT_UMASK = 022;

    /** The most {@link #keptFolders}. */
    public static final int MAX_KEPT_FOLDERS = 65536;

    public LocalSettings {
        Objects.requireNonNull(name);
        Objects.requireNonNull(root);
        Objects.requireNonNull(id);
        Objects.requireNonNull(snapshots);
        exclude = List.copyOf(exclude);
        if (keptFolders < FolderCache.AS_MANY_AS_FIT || keptFolders > MAX_KEPT_FOLDERS) {
            throw new IllegalArgumentException("keptFolders = " + keptFolders + "; expected -1 to " + MAX_KEPT_FOLDERS);
        }
        if (umask < 0 || umask > 0777) {
            throw new IllegalArgumentException("umask: " + Integer.toOctalString(umask) + " is not 0 to 777 (octal)");
        }
    }

    /** An existing folder, writable, with the defaults of the configuration. */
    public static LocalSettings of(Path root) {
        return new LocalSettings(
                "local",
                root,
                false,
                false,
                Sync.DATA,
                Links.INSIDE,
                DEFAULT_UMASK,
                LetterCase.AUTO,
                false,
                List.of(),
                FolderCache.AS_MANY_AS_FIT,
                "",
                Optional.empty());
    }

    public LocalSettings withName(String value) {
        return new LocalSettings(
                value,
                root,
                createRoot,
                readOnly,
                sync,
                links,
                umask,
                letterCase,
                owners,
                exclude,
                keptFolders,
                id,
                snapshots);
    }

    public LocalSettings withCreateRoot(boolean value) {
        return new LocalSettings(
                name,
                root,
                value,
                readOnly,
                sync,
                links,
                umask,
                letterCase,
                owners,
                exclude,
                keptFolders,
                id,
                snapshots);
    }

    public LocalSettings withReadOnly(boolean value) {
        return new LocalSettings(
                name,
                root,
                createRoot,
                value,
                sync,
                links,
                umask,
                letterCase,
                owners,
                exclude,
                keptFolders,
                id,
                snapshots);
    }

    public LocalSettings withSync(Sync value) {
        return new LocalSettings(
                name,
                root,
                createRoot,
                readOnly,
                value,
                links,
                umask,
                letterCase,
                owners,
                exclude,
                keptFolders,
                id,
                snapshots);
    }

    public LocalSettings withLinks(Links value) {
        return new LocalSettings(
                name,
                root,
                createRoot,
                readOnly,
                sync,
                value,
                umask,
                letterCase,
                owners,
                exclude,
                keptFolders,
                id,
                snapshots);
    }

    public LocalSettings withUmask(int value) {
        return new LocalSettings(
                name,
                root,
                createRoot,
                readOnly,
                sync,
                links,
                value,
                letterCase,
                owners,
                exclude,
                keptFolders,
                id,
                snapshots);
    }

    public LocalSettings withLetterCase(LetterCase value) {
        return new LocalSettings(
                name,
                root,
                createRoot,
                readOnly,
                sync,
                links,
                umask,
                value,
                owners,
                exclude,
                keptFolders,
                id,
                snapshots);
    }

    public LocalSettings withOwners(boolean value) {
        return new LocalSettings(
                name,
                root,
                createRoot,
                readOnly,
                sync,
                links,
                umask,
                letterCase,
                value,
                exclude,
                keptFolders,
                id,
                snapshots);
    }

    public LocalSettings withExclude(List<Path> value) {
        return new LocalSettings(
                name,
                root,
                createRoot,
                readOnly,
                sync,
                links,
                umask,
                letterCase,
                owners,
                value,
                keptFolders,
                id,
                snapshots);
    }

    public LocalSettings withKeptFolders(int value) {
        return new LocalSettings(
                name,
                root,
                createRoot,
                readOnly,
                sync,
                links,
                umask,
                letterCase,
                owners,
                exclude,
                value,
                id,
                snapshots);
    }

    public LocalSettings withId(String value) {
        return new LocalSettings(
                name,
                root,
                createRoot,
                readOnly,
                sync,
                links,
                umask,
                letterCase,
                owners,
                exclude,
                keptFolders,
                value,
                snapshots);
    }

    public LocalSettings withSnapshots(Optional<SnapshotFolder> value) {
        return new LocalSettings(
                name,
                root,
                createRoot,
                readOnly,
                sync,
                links,
                umask,
                letterCase,
                owners,
                exclude,
                keptFolders,
                id,
                value);
    }
}

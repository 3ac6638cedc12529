// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.snapshot;

import io.fairlead.api.storage.Snapshots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the snapshots of one folder lie: a folder with one folder for each, and what was served at some place in it.
 * Immutable.
 */
public final class SnapshotFolder {
    /** In place of a pattern: the time stands in a file beside the snapshot, as snapper has it. */
    public static final String SNAPPER = "snapper";

    private static final String SNAPPER_FILE = "info.xml";
    private static final Pattern SNAPPER_DATE =
            Pattern.compile("<date>\\s*(\\d{4}-\\d{2}-\\d{2})[ T](\\d{2}:\\d{2}:\\d{2})\\s*</date>");
    private static final int MOST_BYTES = 64 * 1024; // of that file

    private final Path parent;
    private final String inside;
    private final SnapshotNames names; // null for snapper's

    private SnapshotFolder(Path parent, String inside, SnapshotNames names) {
        this.parent = parent;
        this.inside = inside;
        this.names = names;
    }

    /**
     * As it is configured.
     *
     * @param root where a relative one starts
     * @param where a path with one element {@code *}, the snapshot's name, such as {@code .snapshots/*}{@code /snapshot}
     * @throws IllegalArgumentException that says what is expected instead
     */
    public static SnapshotFolder of(Path root, String where, Optional<SnapshotNames> names) {
        boolean backslashes = root.getFileSystem().getSeparator().equals("\\");
        String text = backslashes ? where.replace('\\', '/') : where;
        int star = text.indexOf("/*");
        String rest = star < 0 ? "" : text.substring(star + 2);
        boolean fits = star > 0 && (rest.isEmpty() || rest.startsWith("/")) && !rest.contains("*");
        String inside = rest.startsWith("/") ? rest.substring(1) : rest;
        if (!fits || text.substring(0, star).contains("*") || ("/" + inside + "/").contains("/../")) {
            throw new IllegalArgumentException(
                    "a path with one folder * for the names of snapshots, such as .zfs/snapshot/*");
        }
        return new SnapshotFolder(root.resolve(text.substring(0, star)), inside, names.orElse(null));
    }

    /** The folder that holds them all; it need not be inside what is served. */
    public Path parent() {
        return parent;
    }

    /**
     * All of them by their times, newest first, at most {@link Snapshots#MOST}. What has another name is none, nor is a link.
     */
    public NavigableMap<Instant, Path> list() throws IOException {
        TreeMap<Instant, Path> found = new TreeMap<>(Comparator.reverseOrder());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                Optional<Instant> time = time(entry);
                if (time.isPresent() && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    found.merge(time.get().truncatedTo(ChronoUnit.SECONDS), entry, SnapshotFolder::later);
                    if (found.size() > Snapshots.MOST) {
                        found.pollLastEntry();
                    }
                }
            }
        }
        return found;
    }

    /** Of two snapshots of one second. */
    private static Path later(Path one, Path other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private Optional<Instant> time(Path entry) {
        return names == null
                ? snapperTime(entry)
                : names.time(entry.getFileName().toString());
    }

    /** In UTC, as snapper writes it. */
    private static Optional<Instant> snapperTime(Path entry) {
        Path file = entry.resolve(SNAPPER_FILE);
        if (!entry.getFileName().toString().chars().allMatch(Character::isDigit)
                || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            Matcher date = SNAPPER_DATE.matcher(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            return date.find()
                    ? Optional.of(LocalDateTime.parse(date.group(1) + "T" + date.group(2))
                            .toInstant(ZoneOffset.UTC))
                    : Optional.empty();
        } catch (IOException | DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * What was served, in one of the folders that {@link #list} tells.
     *
     * @throws NoSuchFileException if it was not there, or a link leads out of the snapshot
     */
    public Path served(Path snapshot) throws IOException {
        Path real = snapshot.toRealPath();
        Path served = inside.isEmpty() ? real : real.resolve(inside).toRealPath();
        if (!served.startsWith(real) || !Files.isDirectory(served)) {
            throw new NoSuchFileException(served.toString());
        }
        return served;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;

/**
 * What {@code ls} and {@code stat} tell of a file.
 *
 * @param name shown name
 * @param type {@code file}, {@code folder}, {@code link}, or {@code special} for a device, pipe or socket
 * @param sizeBytes -1 for what is no file
 * @param modified null if not known; of a link, the time of what it leads to
 * @param target the text of a link; null if it is none, or not known
 */
record FileInfo(String name, String type, long sizeBytes, Instant modified, String target) {
    /** Two stamps this near are equal: FAT keeps two seconds, FTP often whole ones. */
    static final Duration SAME_TIME = Duration.ofSeconds(2);

    static FileInfo of(FileObject file, String name) throws IOException {
        if (SymbolicLinks.isLink(file)) {
            Instant modified = file.exists() ? modified(file).orElse(null) : null;
            return new FileInfo(
                    name, "link", -1, modified, SymbolicLinks.target(file).orElse(null));
        }
        String type = file.isFolder() ? "folder" : SpecialFiles.is(file) ? "special" : "file";
        return new FileInfo(
                name,
                type,
                type.equals("file") ? file.getContent().getSize() : -1,
                modified(file).orElse(null),
                null);
    }

    /** The time of last modification, which may well be 1970; empty if it is not known. */
    static Optional<Instant> modified(FileObject file) {
        if (!file.getFileSystem().hasCapability(Capability.GET_LAST_MODIFIED)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.ofEpochMilli(file.getContent().getLastModifiedTime()));
        } catch (IOException e) {
            return Optional.empty(); // e.g. the root of an FTP server has none
        }
    }

    /** How much newer {@code one} is than the other; empty if a time is not known. */
    static Optional<Duration> newer(FileObject one, FileObject other) {
        Optional<Instant> modified = modified(one);
        return modified(other).flatMap(then -> modified.map(now -> Duration.between(then, now)));
    }

    boolean folder() {
        return type.equals("folder");
    }

    boolean link() {
        return type.equals("link");
    }

    private String letter() {
        return switch (type) {
            case "folder" -> "d";
            case "link" -> "l";
            case "special" -> "s";
            default -> "-";
        };
    }

    /** A line of {@code ls -l}: type, size, time in UTC, name, and where a link leads. */
    String line() {
        String time = modified == null
                ? "-"
                : modified.truncatedTo(ChronoUnit.SECONDS).toString();
        return String.format(
                "%s %12s %-20s %s%s",
                letter(),
                sizeBytes < 0 ? "-" : sizeBytes,
                time,
                name,
                link() ? " -> " + (target == null ? "?" : target) : slash());
    }

    /** {@code /} behind the name of a folder. */
    String slash() {
        return folder() && !name.endsWith("/") ? "/" : "";
    }

    /** An object of RFC 8259. */
    String json() {
        Json json = new Json().with("name", name).with("type", type).with("target", target);
        if (sizeBytes >= 0) {
            json.with("size", sizeBytes);
        }
        return json.with("modified", modified == null ? null : modified.toString())
                .line();
    }
}

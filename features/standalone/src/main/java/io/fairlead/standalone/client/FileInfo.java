// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.commons.vfs2.FileObject;

/**
 * What {@code ls} and {@code stat} tell of a file.
 *
 * @param name shown name
 * @param type {@code file}, {@code folder} or {@code link}
 * @param sizeBytes -1 for a folder or a link
 * @param modified null if not known; of a link, the time of what it leads to
 * @param target the text of a link; null if it is none, or not known
 */
record FileInfo(String name, String type, long sizeBytes, Instant modified, String target) {
    static FileInfo of(FileObject file, String name) throws IOException {
        if (SymbolicLinks.isLink(file)) {
            long millis = file.exists() ? modifiedMillis(file) : 0;
            Instant modified = millis == 0 ? null : Instant.ofEpochMilli(millis);
            return new FileInfo(
                    name, "link", -1, modified, SymbolicLinks.target(file).orElse(null));
        }
        boolean folder = file.isFolder();
        long millis = modifiedMillis(file);
        return new FileInfo(
                name,
                folder ? "folder" : "file",
                folder ? -1 : file.getContent().getSize(),
                millis == 0 ? null : Instant.ofEpochMilli(millis),
                null);
    }

    /** The time of last modification; 0 if it is not known. */
    static long modifiedMillis(FileObject file) {
        try {
            return file.getContent().getLastModifiedTime();
        } catch (IOException e) {
            return 0; // e.g. the root of an FTP server has none, and TFTP knows none at all
        }
    }

    boolean folder() {
        return type.equals("folder");
    }

    boolean link() {
        return type.equals("link");
    }

    /** A line of {@code ls -l}: type, size, time in UTC, name, and where a link leads. */
    String line() {
        String time = modified == null
                ? "-"
                : modified.truncatedTo(ChronoUnit.SECONDS).toString();
        return String.format(
                "%s %12s %-20s %s%s",
                link() ? "l" : folder() ? "d" : "-",
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
        StringBuilder out = new StringBuilder("{\"name\":");
        quote(out, name);
        out.append(",\"type\":\"").append(type).append('"');
        if (target != null) {
            out.append(",\"target\":");
            quote(out, target);
        }
        if (sizeBytes >= 0) {
            out.append(",\"size\":").append(sizeBytes);
        }
        if (modified != null) {
            out.append(",\"modified\":\"").append(modified).append('"');
        }
        return out.append('}').toString();
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) { // RFC 8259 7: control characters must be escaped
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}

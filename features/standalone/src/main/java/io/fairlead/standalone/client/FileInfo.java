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
 * @param type {@code file} or {@code folder}
 * @param sizeBytes -1 for a folder
 * @param modified null if not known
 */
record FileInfo(String name, String type, long sizeBytes, Instant modified) {
    static FileInfo of(FileObject file, String name) throws IOException {
        boolean folder = file.isFolder();
        long millis = modifiedMillis(file);
        return new FileInfo(
                name,
                folder ? "folder" : "file",
                folder ? -1 : file.getContent().getSize(),
                millis == 0 ? null : Instant.ofEpochMilli(millis));
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

    /** A line of {@code ls -l}: type, size, time in UTC, name. */
    String line() {
        String time = modified == null
                ? "-"
                : modified.truncatedTo(ChronoUnit.SECONDS).toString();
        return String.format(
                "%s %12s %-20s %s%s", folder() ? "d" : "-", folder() ? "-" : sizeBytes, time, name, slash());
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
        if (!folder()) {
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

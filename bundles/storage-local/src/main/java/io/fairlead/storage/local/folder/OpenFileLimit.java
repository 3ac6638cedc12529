// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many descriptors the platform lets a process have, proc(5), {@code /proc/[pid]/limits}. */
public final class OpenFileLimit {
    /** What POSIX systems had for long, where it can't be told. */
    private static final int UNKNOWN = 1024;

    private static final String NAME = "Max open files";

    private OpenFileLimit() {}

    /** Of this process. */
    static int ofProcess() {
        try {
            return of(Files.readAllLines(Path.of("/proc/self/limits"), StandardCharsets.ISO_8859_1));
        } catch (IOException noSuchSystem) {
            return UNKNOWN;
        }
    }

    /** As the lines of that file say: name, limit in force, limit that can be set. */
    public static int of(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(NAME)) {
                String limit = line.substring(NAME.length()).strip().split("\\s+", 2)[0];
                return limit.equals("unlimited") ? Integer.MAX_VALUE : number(limit);
            }
        }
        return UNKNOWN;
    }

    private static int number(String limit) {
        try {
            return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(limit));
        } catch (NumberFormatException another) {
            return UNKNOWN;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which names the platform can store: none is ever changed to fit. */
public final class NameRules {
    /** The folder of unfinished uploads, in the root only. */
    public static final String STAGING = ".fairlead-staging";
    /** The folder of named streams, in the root only. */
    public static final String STREAMS = ".fairlead-streams";
    /** Starts the name of an upload that has to wait beside its target, on another device than the root. */
    public static final String BESIDE = ".fairlead-upload-";

    private static final int MAX_BYTES = 255; // NAME_MAX of every Unix file system in use
    private static final Pattern WINDOWS_DEVICE =
            Pattern.compile("(?i)(con|prn|aux|nul|conin\\$|conout\\$|com[0-9¹²³]|lpt[0-9¹²³])(\\..*)?");
    /** What the JDK puts for bytes that it can't decode. */
    private static final char REPLACEMENT = '\uFFFD';

    private final FileSystem fileSystem;
    private final boolean windows;
    private final boolean unix;

    public NameRules(FileSystem fileSystem) {
        this.fileSystem = fileSystem;
        windows = fileSystem.getSeparator().equals("\\");
        unix = !windows && fileSystem.provider() == FileSystems.getDefault().provider();
    }

    /**
     * A name of a {@code VPath}, as a path of one element.
     *
     * @param inRoot whether it is looked up in the root
     * @throws StorageException {@link Reason#NAME_INVALID}
     */
    Path path(String name, boolean inRoot) throws StorageException {
        if (hidden(name, inRoot)) {
            throw invalid("reserved", name);
        }
        if (unix && tooLong(name)) {
            throw invalid("longer than " + MAX_BYTES + " bytes", name);
        }
        if (unix && isPlain(name)) {
            return fileSystem.getPath(name);
        }
        Path path;
        try {
            path = fileSystem.getPath(name);
        } catch (InvalidPathException x) {
            throw invalid(x.getReason(), name);
        }
        if (path.isAbsolute() || path.getNameCount() != 1 || !path.toString().equals(name)) {
            throw invalid("not one name here", name);
        }
        if (windows && (name.endsWith(".") || WINDOWS_DEVICE.matcher(name).matches())) {
            throw invalid("reserved on Windows", name);
        }
        return path;
    }

    /** Whether every encoding has it as it is: printable ASCII. */
    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c > '~' || c == '/') {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Whether a name is ours alone, hence neither listed nor reached. */
    public static boolean hidden(String name, boolean inRoot) {
        if (name.length() < BESIDE.length() || name.charAt(0) != '.') {
            return false;
        }
        // Without regard to case, as we may be on a file system that has none.
        String folded = name.toLowerCase(Locale.ROOT);
        return (inRoot && (folded.equals(STAGING) || folded.equals(STREAMS))) || folded.startsWith(BESIDE);
    }

    /** Whether a name that was read from the disk stands for exactly the bytes on the disk. */
    public boolean decodes(Path name, String text) {
        return text.indexOf(REPLACEMENT) < 0 || sameAgain(name, text);
    }

    private boolean sameAgain(Path name, String text) {
        try {
            return fileSystem.getPath(text).equals(name);
        } catch (InvalidPathException x) {
            return false;
        }
    }

    /** Whether names beyond ASCII can be stored: a JVM started in the C locale can't, up to Java 17. */
    public boolean beyondAscii() {
        try {
            fileSystem.getPath("\u00e9\u4e2d");
            return true;
        } catch (InvalidPathException x) {
            return false;
        }
    }

    private static boolean tooLong(String name) {
        return name.length() > MAX_BYTES / 3 && name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
    }

    private static StorageException invalid(String why, String name) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "..." : name;
        return new StorageException(Reason.NAME_INVALID, "\"" + shown + "\": " + why);
    }
}

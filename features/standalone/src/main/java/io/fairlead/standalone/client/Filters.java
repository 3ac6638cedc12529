// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that choose among what is in folders. What a user names himself is always taken. */
final class Filters {
    static final Filters NONE = new Filters();

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            converter = Glob.class,
            description =
                    "Take files of matching names only, as '*.{txt,csv}'; may be given many times. One with a slash is"
                            + " compared with the end of the path: 'logs/**.gz'.")
    private List<PathMatcher> included = List.of();

    @Option(
            names = "--exclude",
            paramLabel = "GLOB",
            converter = Glob.class,
            description =
                    "Leave out files and whole folders of matching names; may be given many times, and counts more"
                            + " than --include.")
    private List<PathMatcher> excluded = List.of();

    @Option(
            names = "--min-age",
            paramLabel = "AGE",
            converter = Age.class,
            description =
                    "Take files only that have not changed for so long: 30s, 10m, 2h, 7d. A file of which no time is"
                            + " known is taken.")
    private Duration minimumAge = Duration.ZERO;

    /** Whether an entry of a folder is taken: a file copied, a folder entered. */
    boolean take(FileObject entry) throws IOException {
        String path = entry.getName().getPathDecoded();
        if (matches(excluded, path)) {
            return false;
        }
        if (entry.isFolder()) {
            return true;
        }
        return (included.isEmpty() || matches(included, path)) && isOld(entry);
    }

    /** Whether the name of an entry, be it a folder, is one of those to include. */
    boolean names(FileObject entry) throws IOException {
        return included.isEmpty() || matches(included, entry.getName().getPathDecoded());
    }

    private boolean isOld(FileObject file) {
        if (minimumAge.isZero()) {
            return true;
        }
        Optional<Instant> modified = FileInfo.modified(file);
        return modified.isEmpty() || !modified.get().isAfter(Instant.now().minus(minimumAge));
    }

    private static boolean matches(List<PathMatcher> globs, String path) {
        try {
            Path whole = Path.of(path);
            return globs.stream().anyMatch(glob -> glob.matches(whole));
        } catch (InvalidPathException e) {
            return false; // this machine can't have such a name, and no pattern of it can mean it
        }
    }

    /** A pattern as the JDK's {@code glob:} has it; without a slash it is one of the last name. */
    static final class Glob implements ITypeConverter<PathMatcher> {
        @Override
        public PathMatcher convert(String pattern) {
            try {
                return FileSystems.getDefault().getPathMatcher("glob:**/" + pattern);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + pattern + "' is no pattern: " + e.getMessage());
            }
        }
    }

    /** A number and a unit. */
    static final class Age implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9})([smhd])");

        @Override
        public Duration convert(String text) {
            Matcher age = FORM.matcher(text);
            if (!age.matches()) {
                throw new TypeConversionException("'" + text + "' is no age; expected as 30s, 10m, 2h or 7d");
            }
            long number = Long.parseLong(age.group(1));
            return switch (age.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
    }
}

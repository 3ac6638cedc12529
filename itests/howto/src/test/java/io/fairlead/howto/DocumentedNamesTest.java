// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever the pages name in code style exists: types and their members, configuration keys, threads. */
class DocumentedNamesTest {
    private static final Pattern BLOCK = Pattern.compile("```.*?```", Pattern.DOTALL);
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern TYPE =
            Pattern.compile("(?:[a-z]\\w*\\.)*([A-Z][a-z0-9]+\\w*)(?:\\.(\\w+))?(?:[(<].*)?");
    private static final Pattern CAMEL_CASE = Pattern.compile("[a-z]+[A-Z]\\w*");
    private static final Pattern SETTING = Pattern.compile("([a-z]\\w*(?:\\.[a-z]\\w*)*) =.*");
    private static final Pattern KEY_ROW = Pattern.compile("(?m)^\\| `([^`]+)`");
    private static final Pattern THREAD_ROW = Pattern.compile("(?m)^\\| (`[^|]+) \\|");

    /** Packages of the JDK whose types the pages name without them. */
    private static final List<String> JDK = List.of(
            "java.lang.",
            "java.nio.file.",
            "java.nio.channels.",
            "java.util.concurrent.",
            "java.util.concurrent.locks.");

    /** Of Commons VFS and the JDK; a status code of Windows; extensions that a decision foresees. */
    private static final Set<String> FOREIGN = Set.of(
            "FileObject",
            "FileProvider",
            "FileSystemException",
            "FileSystemManager",
            "FtpFileSystemConfigBuilder",
            "FtpsFileSystemConfigBuilder",
            "Proxy",
            "listFiles",
            "C0000207");

    private static SourceTree sources;
    private static Set<String> keys;

    @BeforeAll
    static void read() throws IOException {
        sources = SourceTree.read();
        keys = new HashSet<>();
        String page = Files.readString(SourceTree.PROJECT.resolve("docs/configuration.md"));
        KEY_ROW.matcher(page).results().forEach(row -> keys.add(row.group(1)));
        assertThat(keys).contains("maxBlockSize", "export.target");
    }

    @Test
    void typesKeysAndWordsOfTheCodeExist() throws IOException {
        List<String> unknown = new ArrayList<>();
        for (Path page : SourceTree.pages()) {
            String text = BLOCK.matcher(Files.readString(page)).replaceAll("");
            SPAN.matcher(text)
                    .results()
                    .map(span -> span.group(1))
                    .filter(span -> !exists(span))
                    .forEach(span -> unknown.add(SourceTree.PROJECT.relativize(page) + ": " + span));
        }
        assertThat(unknown).isEmpty();
    }

    private static boolean exists(String span) {
        Matcher type = TYPE.matcher(span);
        if (type.matches()) {
            return typeExists(type.group(1), type.group(2));
        }
        Matcher setting = SETTING.matcher(span);
        if (setting.matches()) {
            return keys.contains(setting.group(1));
        }
        return !CAMEL_CASE.matcher(span).matches()
                || keys.contains(span)
                || sources.hasWord(span)
                || FOREIGN.contains(span);
    }

    private static boolean typeExists(String name, String member) {
        if (sources.hasType(name)) {
            return member == null || sources.typeMentions(name, member);
        }
        return FOREIGN.contains(name) || JDK.stream().anyMatch(in -> isLoadable(in + name));
    }

    private static boolean isLoadable(String type) {
        try {
            Class.forName(type, false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** {@code *} and {@code N} stand for a number, {@code NAME} for a server's name. */
    @Test
    void threadsExist() throws IOException {
        Set<String> inCode = sources.threads();
        for (String documented : threads()) {
            assertThat(inCode).as(documented).anyMatch(name -> name.contains(documented));
        }
    }

    @Test
    void threadsAreDocumented() throws IOException {
        List<String> documented = threads();
        for (String name : sources.threads()) {
            assertThat(documented).as(name).anyMatch(name::contains);
        }
    }

    /** What is constant in the names of the first column. */
    private static List<String> threads() throws IOException {
        String page = Files.readString(SourceTree.PROJECT.resolve("docs/threading.md"));
        List<String> names = new ArrayList<>();
        THREAD_ROW
                .matcher(page)
                .results()
                .flatMap(row -> SPAN.matcher(row.group(1)).results())
                .map(span -> span.group(1).replaceAll("^NAME|-NAME$|-\\*$|-N$", ""))
                .map(name -> name.replaceAll("^t?ftp-drain", "-drain"))
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        assertThat(names).contains("endpoint", "-timer");
        return names;
    }
}

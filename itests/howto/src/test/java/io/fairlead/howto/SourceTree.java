// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the project's own sources and pages hold. */
final class SourceTree {
    static final Path PROJECT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record)\\s+([A-Z]\\w*)");
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final Pattern THREAD = Pattern.compile(
            "(?:new Thread\\(|Timers\\(|Threads\\.\\w+\\(|Watchdog\\(|Dally\\()[^;{]*?\"([\\w-]{2,})\"");

    private final Map<String, Set<String>> typesWithWords = new HashMap<>();
    private final Set<String> words = new HashSet<>();
    private final Set<String> threads = new HashSet<>();

    private SourceTree() {}

    static SourceTree read() throws IOException {
        SourceTree tree = new SourceTree();
        for (Path file : files(".java")) {
            String source = Files.readString(file);
            tree.add(source);
            if (file.toString().matches(".*/(bundles/(?!testing/)|features/).*/src/main/.*")) {
                THREAD.matcher(source).results().forEach(name -> tree.threads.add(name.group(1)));
            }
        }
        return tree;
    }

    private void add(String source) {
        Set<String> here = new HashSet<>();
        WORD.matcher(source).results().forEach(word -> here.add(word.group()));
        TYPE.matcher(source).results().forEach(type -> typesWithWords
                .computeIfAbsent(type.group(1), name -> new HashSet<>())
                .addAll(here));
        words.addAll(here);
    }

    boolean hasType(String name) {
        return typesWithWords.containsKey(name);
    }

    /** Whether a file that declares the type, or a type named there which it may inherit from, mentions the word. */
    boolean typeMentions(String type, String word) {
        Set<String> own = typesWithWords.get(type);
        return own.contains(word)
                || own.stream()
                        .anyMatch(named ->
                                typesWithWords.getOrDefault(named, Set.of()).contains(word));
    }

    boolean hasWord(String word) {
        return words.contains(word);
    }

    /** The constant part of the name of each thread that the code makes. */
    Set<String> threads() {
        return threads;
    }

    /** The pages of the project: README, docs, and what each bundle says of itself. */
    static List<Path> pages() throws IOException {
        return files(".md").stream()
                .filter(page -> !page.endsWith("CHANGELOG.md"))
                .toList();
    }

    private static List<Path> files(String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(PROJECT)) {
            return all.filter(file -> file.toString().endsWith(suffix))
                    .filter(file -> {
                        String path = PROJECT.relativize(file).toString();
                        return !path.contains("target/") && !path.startsWith(".");
                    })
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}

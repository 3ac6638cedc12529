// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A folder with everything that a file system can hold: names, links, times, modes, pipes and sockets. */
final class OddTree {
    /** Names with control characters, which no command of FTP can hold. */
    static final Set<String> UNSPEAKABLE = Set.of("a\tb", "a\nb");

    private static final List<String> NAMES = List.of(
            "plain",
            "a b",
            " lead",
            "trail ",
            "-dash",
            "--",
            "[x]",
            "a?b",
            "a*b",
            "{x}",
            "a\"b",
            "a'b",
            "a|b",
            "a^b",
            "a<b>",
            "a#b",
            "a%41b",
            "100%",
            "%",
            "a;b",
            "a&b",
            "a:b",
            "~",
            "a~",
            "caf\u00e9",
            "cafe\u0301",
            "\u65e5\u672c\u8a9e",
            "\ud83d\ude00",
            "a\\b",
            "\\",
            ".hidden",
            "...",
            "con",
            "Case",
            "case",
            "x".repeat(255),
            "a -> b",
            "a (5 bytes)",
            "$HOME",
            "`id`",
            "a=b,c@d",
            "a\u200bb",
            "a!b",
            "lib.so.1",
            "a\u202eb",
            "total 5");
    private static final Map<String, String> TIMES = Map.of(
            "before", "1968-11-30T01:02:03Z",
            "zero", "1970-01-01T00:00:00Z",
            "one", "1970-01-01T00:00:01Z",
            "y2038", "2038-01-19T03:14:18Z",
            "future", "2099-12-31T23:59:59Z",
            "newyear", "2024-12-31T23:59:59Z");

    private final Path root;

    private OddTree(Path root) {
        this.root = root;
    }

    /** Makes one. */
    static OddTree make(Path root, int manyFiles) throws IOException {
        OddTree tree = new OddTree(root);
        for (String folder : List.of(
                "names/sub dir [1]",
                "names/%2e%2e",
                "empty",
                "nest/empty",
                "many",
                "links",
                "special",
                "times",
                "modes")) {
            Files.createDirectories(root.resolve(folder));
        }
        for (String name : NAMES) {
            tree.file("names/" + name, "content of " + name);
        }
        for (String name : UNSPEAKABLE) {
            tree.file("names/" + name, "content of " + name);
        }
        tree.file("names/none", "");
        tree.file("names/%2e%2e/x", "x");
        tree.file("names/sub dir [1]/a%20b", "x");
        for (int i = 0; i < manyFiles; i++) {
            tree.file("many/f" + i, "file " + i);
        }
        for (Map.Entry<String, String> time : TIMES.entrySet()) {
            Path file = tree.file("times/" + time.getKey(), time.getKey());
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time.getValue())));
        }
        tree.link("file", "../names/plain");
        tree.link("folder", "../names");
        tree.link("up", "..");
        tree.link("loop", ".");
        tree.link("self", "self");
        tree.link("dangling", "nothing");
        Tools.run("mkfifo", root.resolve("special/pipe").toString()).succeeded();
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("special/socket")));
        }
        Files.setPosixFilePermissions(tree.file("modes/exec", "x"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(tree.file("modes/zero", "secret"), Set.of());
        return tree;
    }

    private Path file(String path, String content) throws IOException {
        return Files.writeString(root.resolve(path), content);
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve("links").resolve(name), Path.of(target));
    }

    Path root() {
        return root;
    }

    /** What is in a tree by path: the content of each file, and for a folder that it is one. */
    static Map<String, String> content(Path root) throws IOException {
        Map<String, String> found = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                found.put(root.relativize(folder) + "/", "folder");
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && Files.isReadable(file)) {
                    found.put(root.relativize(file).toString(), Files.readString(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}

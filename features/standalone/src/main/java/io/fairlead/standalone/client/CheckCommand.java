// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.api.client.RemoteChecksums.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code check FOLDER FOLDER}: compares two trees. */
@Command(
        name = "check",
        description =
                "Compares two folders by names and sizes, and by times, checksums or content if asked to, and prints each"
                        + " difference. Exit status 1 if there is any. Symbolic links are not entered.")
public final class CheckCommand extends ClientCommand {
    private static final int BUFFER_BYTES = 64 * 1024;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "One folder.")
    private String one;

    @Parameters(index = "1", paramLabel = "FOLDER", description = "The other.")
    private String other;

    @Option(
            names = {"-t", "--times"},
            description = "Compare the times of files too, as exactly as both sides tell them.")
    private boolean times;

    @Option(
            names = {"-c", "--content"},
            description = "Read files of the same size on both sides, and compare what is in them.")
    private boolean content;

    @Option(
            names = "--checksum",
            description =
                    "Compare files of the same size by the checksums that the server computes, where it does (FTP servers"
                            + " with HASH, XSHA256, XMD5 or XCRC), else by reading. Says in the end how many by which.")
    private boolean checksum;

    @Option(
            names = "--json",
            description =
                    "Print one JSON object a line: difference and path of each, and in the end how many are the same"
                            + " and how many differ, and how many were compared by what.")
    private boolean json;

    @Mixin
    private Filters filters;

    private final Attempts attempts = new Attempts(this::fail);
    private long same;
    private long different;
    private final Map<String, Long> compared = new TreeMap<>(); // contents, by what

    @Override
    void run(ClientSession session) throws IOException {
        compare(session, session.existingTree(one), session.existingTree(other), "");
        print(summary());
        if (different > 0) {
            fail("the folders differ");
        }
    }

    private String summary() {
        if (json) {
            Json line = new Json().with("same", same).with("different", different);
            compared.forEach(line::with);
            return line.line();
        }
        String how = compared.entrySet().stream()
                .map(by -> by.getValue() + " by " + by.getKey())
                .collect(Collectors.joining(", "));
        return same + " files are the same, " + different + " differ" + (how.isEmpty() ? "" : "; compared " + how);
    }

    private void compare(ClientSession session, FileObject left, FileObject right, String path) throws IOException {
        Map<String, FileObject> here = byName(left);
        Map<String, FileObject> there = byName(right);
        TreeSet<String> names = new TreeSet<>(here.keySet());
        names.addAll(there.keySet());
        for (String name : names) {
            FileObject a = here.get(name);
            FileObject b = there.get(name);
            attempts.at(() -> {
                if (a == null || b == null) {
                    differs(a == null ? "only in the second" : "only in the first", path + name);
                } else if (a.isFolder() && b.isFolder()) {
                    compare(session, a, b, path + name + "/");
                } else {
                    compareFiles(session, a, b, path + name);
                }
            });
        }
    }

    private void compareFiles(ClientSession session, FileObject a, FileObject b, String path) throws IOException {
        if (a.isFolder() != b.isFolder()) {
            differs("a folder and a file", path);
        } else if (a.getContent().getSize() != b.getContent().getSize()) {
            differs("size", path);
        } else if ((content || checksum) && !retries().call(attempt -> isSame(session, a, b))) {
            differs("content", path);
        } else if (times && !retries().call(attempt -> SameTime.of(a, b, true))) {
            differs("time", path);
        } else {
            same++;
        }
    }

    /** By what a server knows of one of them, if it may be asked and does; what is compared with that is read. */
    private boolean isSame(ClientSession session, FileObject a, FileObject b) throws IOException {
        if (!content) {
            Optional<Checksum> one = Sums.ofServer(a, Sums.ALGORITHMS);
            if (one.isPresent()) {
                return isSame(session, one.get(), b);
            }
            Optional<Checksum> other = Sums.ofServer(b, Sums.ALGORITHMS);
            if (other.isPresent()) {
                return isSame(session, other.get(), a);
            }
        }
        boolean same = sameContent(session, a, b);
        if (checksum) {
            compared.merge("reading", 1L, Long::sum);
        }
        return same;
    }

    private boolean isSame(ClientSession session, Checksum known, FileObject file) throws IOException {
        Optional<Checksum> own = Sums.ofServer(file, List.of(known.algorithm()));
        Checksum sum = own.isPresent() ? own.get() : Sums.read(session, file, known.algorithm(), Progress.none());
        compared.merge("the server's " + known.algorithm(), 1L, Long::sum);
        return sum.equals(known);
    }

    private static boolean sameContent(ClientSession session, FileObject a, FileObject b) throws IOException {
        try (InputStream left = session.read(a, 0);
                InputStream right = session.read(b, 0)) {
            byte[] one = new byte[BUFFER_BYTES];
            byte[] other = new byte[BUFFER_BYTES];
            while (true) {
                int count = left.readNBytes(one, 0, one.length);
                if (count != right.readNBytes(other, 0, other.length)
                        || !Arrays.equals(one, 0, count, other, 0, count)) {
                    return false;
                }
                if (count == 0) {
                    return true;
                }
            }
        }
    }

    private Map<String, FileObject> byName(FileObject folder) throws IOException {
        Map<String, FileObject> children = new TreeMap<>();
        for (FileObject child : folders().children(folder)) {
            boolean compared = !SymbolicLinks.isLink(child) && !SpecialFiles.is(child) && !Leftovers.is(child);
            if (compared && filters.take(child)) {
                children.put(Names.base(child), child);
            }
        }
        return children;
    }

    private void differs(String how, String path) throws IOException {
        different++;
        print(json ? new Json().with("difference", how).with("path", path).line() : how + ": " + path);
    }
}

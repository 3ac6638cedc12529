// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code check FOLDER FOLDER}: compares two trees. */
@Command(
        name = "check",
        description =
                "Compares two folders by names and sizes, or by content too, and prints each difference. Exit status 1"
                        + " if there is any. Symbolic links are not entered.")
public final class CheckCommand extends ClientCommand {
    private static final int BUFFER_BYTES = 64 * 1024;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "One folder.")
    private String one;

    @Parameters(index = "1", paramLabel = "FOLDER", description = "The other.")
    private String other;

    @Option(
            names = {"-c", "--content"},
            description = "Read files of the same size on both sides, and compare what is in them.")
    private boolean content;

    @Option(
            names = "--json",
            description =
                    "Print one JSON object a line: difference and path of each, and in the end how many are the same"
                            + " and how many differ.")
    private boolean json;

    @Mixin
    private Filters filters;

    private final Attempts attempts = new Attempts(this::fail);
    private long same;
    private long different;

    @Override
    void run(ClientSession session) throws IOException {
        compare(session, session.existingTree(one), session.existingTree(other), "");
        print(
                json
                        ? new Json()
                                .with("same", same)
                                .with("different", different)
                                .line()
                        : same + " files are the same, " + different + " differ");
        if (different > 0) {
            fail("the folders differ");
        }
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
        } else if (content && !sameContent(session, a, b)) {
            differs("content", path);
        } else {
            same++;
        }
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
        for (FileObject child : Folders.children(folder, this::fail)) {
            if (!SymbolicLinks.isLink(child) && !SpecialFiles.is(child) && filters.take(child)) {
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

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tree [URL]}. */
@Command(name = "tree", description = "Draws folders and what is in them as a tree. Symbolic links are not entered.")
public final class TreeCommand extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "URL", description = "Where to begin; the current folder if left out.")
    private String url = ".";

    @Option(
            names = {"-L", "--depth"},
            paramLabel = "N",
            description = "Go down N levels at most.")
    private int depth = Integer.MAX_VALUE;

    private int folders;
    private int files;
    private int links;

    @Override
    void run(ClientSession session) throws IOException {
        FileObject root = session.existingTree(url);
        print(Names.shown(root));
        if (root.isFolder()) {
            draw(root, "", 1);
        }
        print(folders + " folders, " + files + " files" + (links == 0 ? "" : ", " + links + " links"));
    }

    private void draw(FileObject folder, String indent, int level) throws IOException {
        List<FileObject> children = folders().sorted(folder);
        for (int i = 0; i < children.size(); i++) {
            FileObject child = children.get(i);
            boolean last = i == children.size() - 1;
            boolean link = SymbolicLinks.isLink(child);
            String arrow = link ? SymbolicLinks.arrow(child) : "";
            print(indent + (last ? "└── " : "├── ") + Names.base(child) + arrow);
            if (link) {
                links++;
                continue;
            }
            if (!child.isFolder()) {
                files++;
                continue;
            }
            folders++;
            if (level < depth) {
                draw(child, indent + (last ? "    " : "│   "), level + 1);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.commons.vfs2.FileObject;

/**
 * The folders that a walk is in, by where they really are, so that one that follows links knows when it comes back.
 *
 * @param above null at the beginning
 * @param place real path of a local folder; of a remote one, its path with the texts of links put in
 * @param links how many of the folders were entered by a link
 */
record Trail(Trail above, String place, int links) {
    /** Folders entered by links, one in the other: a server's links need not tell where they lead. */
    private static final int MAX_LINKS = 8;

    static Trail from(FileObject root) throws IOException {
        return new Trail(null, Names.isLocal(root) ? real(root) : root.getName().getPathDecoded(), 0);
    }

    private static String real(FileObject file) throws IOException {
        Path path = Names.path(file).toRealPath();
        return path.toString();
    }

    /** The trail in a folder of the one it is in. */
    Trail into(FileObject child) throws IOException {
        return new Trail(this, Names.isLocal(child) ? real(child) : join(Names.base(child)), links);
    }

    /** The trail behind a link in the folder it is in; empty if the walk would come back to where it is, or gets lost. */
    Optional<Trail> through(FileObject link) throws IOException {
        String there = Names.isLocal(link)
                ? real(link)
                : SymbolicLinks.target(link).map(this::resolve).orElse(join(Names.base(link)));
        for (Trail trail = this; trail != null; trail = trail.above) {
            if (inside(trail.place, there)) {
                return Optional.empty();
            }
        }
        return links == MAX_LINKS ? Optional.empty() : Optional.of(new Trail(this, there, links + 1));
    }

    private static boolean inside(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder.endsWith("/") ? folder : folder + "/");
    }

    private String join(String name) {
        return place.endsWith("/") ? place + name : place + "/" + name;
    }

    /** Whether a link in the folder it is in leads out of the folder where the walk began, by its text. */
    boolean leadsOut(String text) {
        int depth = 0;
        for (Trail trail = above; trail != null; trail = trail.above) {
            depth++;
        }
        boolean out = text.startsWith("/") || text.startsWith("\\") || text.matches("[A-Za-z]:.*");
        for (String name : text.split("[/\\\\]")) {
            if (name.equals("..")) {
                depth--;
            } else if (!name.isEmpty() && !name.equals(".")) {
                depth++;
            }
            out |= depth < 0;
        }
        return out;
    }

    /** The text of a remote link as a path. */
    private String resolve(String text) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : (text.startsWith("/") ? text : place + "/" + text).split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }
}

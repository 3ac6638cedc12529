// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.vfs2.FileObject;

/**
 * What a walk does with what it meets. Symbolic links it treats as rsync does: it leaves them out and says so, or with
 * {@code --copy-links} takes what they lead to. The one that a user named is always followed.
 *
 * @param what becomes of them
 * @param filters choose among the entries of all kinds
 * @param skipped is told of each link that is left out
 */
record LinkRule(What what, Filters filters, Consumer<String> skipped) {
    /** What becomes of links. */
    enum What {
        SKIP,
        FOLLOW,
        /** A link like it is made in the target; only between local folders. */
        REMAKE
    }

    static LinkRule of(boolean follow, Filters filters, Consumer<String> skipped) {
        return new LinkRule(follow ? What.FOLLOW : What.SKIP, filters, skipped);
    }

    /** The same, without a word. */
    LinkRule silent() {
        return new LinkRule(what, filters, message -> {});
    }

    /** Makes a link like {@code entry} as {@code target}; false if that is none or is not to be done. */
    boolean remade(FileObject entry, FileObject target) throws IOException {
        boolean remake = what == What.REMAKE && SymbolicLinks.isLink(entry);
        if (remake) {
            SymbolicLinks.copy(entry, target);
        }
        return remake;
    }

    /**
     * The trail behind an entry of a folder; empty if it is left out.
     *
     * @param entry file, folder or link
     * @param trail of the folder that it is in
     */
    Optional<Trail> enter(FileObject entry, Trail trail) throws IOException {
        if (!filters.take(entry)) {
            return Optional.empty();
        }
        if (!SymbolicLinks.isLink(entry)) {
            return Optional.of(entry.isFolder() ? trail.into(entry) : trail);
        }
        String shown = Names.shown(entry) + SymbolicLinks.arrow(entry);
        if (what != What.FOLLOW) {
            skipped.accept("skipping symbolic link " + shown);
            return Optional.empty();
        }
        if (!entry.exists()) {
            skipped.accept("skipping symbolic link " + shown + ": it leads nowhere");
            return Optional.empty();
        }
        if (!entry.isFolder()) {
            return Optional.of(trail);
        }
        Optional<Trail> behind = trail.through(entry);
        if (behind.isEmpty()) {
            skipped.accept("skipping symbolic link " + shown + ": it leads back to a folder that it is in");
        }
        return behind;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.vfs2.FileObject;

/**
 * What a walk does with what it meets. Symbolic links it treats as rsync does: it leaves them out and says so, or with
 * {@code --copy-links} takes what they lead to, and with {@code --links} makes them anew. The one that a user named is always
 * followed.
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
        /** A link like it is made in the target, if that has links; else it is left out. */
        REMAKE
    }

    /** The same, without a word. */
    LinkRule silent() {
        return new LinkRule(what, filters, message -> {});
    }

    /** Whether an entry of a folder is a link that is to be made anew. */
    boolean remakes(FileObject entry) throws IOException {
        return what == What.REMAKE && SymbolicLinks.isLink(entry) && filters.take(entry);
    }

    /**
     * Makes a link like {@code entry} as {@code target}; false if that is none, or is not to be done. One that can't be made there
     * is told as left out, as is one that would lead out, unless both are local.
     *
     * @param trail of the folder that it is in
     */
    boolean remade(FileObject entry, FileObject target, Trail trail) throws IOException {
        if (!remakes(entry)) {
            return false;
        }
        Optional<String> text = SymbolicLinks.target(entry);
        boolean local = Names.isLocal(entry) && Names.isLocal(target);
        String shown = "skipping symbolic link " + Names.shown(entry) + SymbolicLinks.arrow(entry);
        if (!local && text.filter(trail::leadsOut).isPresent()) {
            skipped.accept(shown + ": it would lead out of the target");
        } else if (text.isEmpty() || !SymbolicLinks.make(target, text.get())) {
            skipped.accept(shown + ": none can be made in the target");
        }
        return true;
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

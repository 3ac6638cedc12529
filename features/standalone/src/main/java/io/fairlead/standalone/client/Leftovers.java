// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.vfs2.FileObject;

/**
 * Parts of files that transfers have left which were cut, or are still writing: of downloads in local folders, of uploads in
 * folders of servers. Either may be met in both, for a local folder may be one that a server shows.
 */
final class Leftovers {
    private Leftovers() {}

    /** Whether an entry of a folder is one, by its name. */
    static boolean is(FileObject entry) throws IOException {
        String name = Names.base(entry);
        return (PartFile.isPart(name) || LeftUploads.is(name)) && !SymbolicLinks.isLink(entry) && !entry.isFolder();
    }

    /** What a user is told of one that is not copied. */
    static String skipping(FileObject entry) {
        return "skipping " + Names.shown(entry) + ": a part of a file, of a transfer that was cut or goes on";
    }

    /**
     * Removes those of transfers to these files of a folder that nobody has written to for an hour.
     *
     * @param told hears what was removed at a server
     */
    static void remove(FileObject folder, Set<String> names, Consumer<String> told) throws IOException {
        if (Names.isLocal(folder)) {
            PartFile.cleanUp(Names.path(folder), names);
        } else {
            LeftUploads.remove(folder, names, told);
        }
    }
}

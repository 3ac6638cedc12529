// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.vfs.Fairlead;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.vfs2.FileObject;

/** What uploads have left in folders of servers that were killed, or cut where nothing could be taken back. */
final class LeftUploads {
    /** Somebody writes now and then to one that is in use. */
    private static final Duration UNUSED = Duration.ofHours(1);

    private LeftUploads() {}

    /** Whether a name is one of an upload that is in use or was left. */
    static boolean is(String name) {
        return name.startsWith(".fairlead-") && name.endsWith(".part");
    }

    /**
     * Removes those of uploads to these files of a folder that are not in use. Where that can't be done they stay.
     *
     * @param told hears what was removed
     */
    static void remove(FileObject folder, Set<String> names, Consumer<String> told) {
        try {
            int removed = Fairlead.removeLeftUploads(folder, names, UNUSED);
            if (removed > 0) {
                told.accept(Names.shown(folder) + ": removed what " + removed + " earlier uploads have left");
            }
        } catch (IOException e) {
            // who may only upload sees nothing there
        }
    }
}

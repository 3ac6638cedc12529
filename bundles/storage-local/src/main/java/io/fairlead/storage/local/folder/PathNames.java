// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.Locale;

/**
 * How paths of a storage compare.
 *
 * @param caseInsensitive whether names that differ only in case are one
 */
public record PathNames(boolean caseInsensitive) {
    /** A path's text as names compare here. */
    public String fold(String path) {
        return caseInsensitive ? path.toLowerCase(Locale.ROOT) : path;
    }

    /** Whether both are paths of one name. */
    public boolean same(VPath one, VPath other) {
        return caseInsensitive ? fold(one.toString()).equals(fold(other.toString())) : one.equals(other);
    }

    /** Identity by path, for platforms that give none. */
    public NodeId idOf(VPath path) {
        try {
            return NodeId.ofPath(VPath.of(fold(path.toString())));
        } catch (StorageException x) {
            return NodeId.ofPath(path);
        }
    }

    /** A path after a rename of {@code from} to {@code to}. */
    public VPath rebase(VPath path, VPath from, VPath to) {
        String text = path.toString();
        String moved = from.toString();
        boolean concerned = text.regionMatches(caseInsensitive, 0, moved, 0, moved.length())
                && (text.length() == moved.length() || text.charAt(moved.length()) == '/');
        if (!concerned) {
            return path;
        }
        try {
            return VPath.of(to + text.substring(moved.length()));
        } catch (StorageException tooLong) {
            return path;
        }
    }
}

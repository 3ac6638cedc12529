// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The names behind and before a {@link Resolver} on its way. Links put names in, among them {@code ..}; most paths have
 * none, and then it is the path's own names and how many of them are taken.
 */
final class Route {
    private final List<String> names;
    private int taken;
    private int entered;
    private List<String> behind; // null before the first link
    private Deque<String> before; // null before the first link

    Route(VPath path) {
        names = path.names();
    }

    /** The next name; null at the end. */
    String take() {
        if (before != null) {
            return before.pollFirst();
        }
        return taken < names.size() ? names.get(taken++) : null;
    }

    /** Whether the name taken was the last one. */
    boolean atEnd() {
        return before == null ? taken == names.size() : before.isEmpty();
    }

    boolean inRoot() {
        return behind == null ? entered == 0 : behind.isEmpty();
    }

    /** The name of the folder the walk is in. */
    String last() {
        return behind == null ? names.get(entered - 1) : behind.get(behind.size() - 1);
    }

    /** Real path of the folder the walk is in. */
    VPath here() throws StorageException {
        return VPath.ofNames(behind == null ? names.subList(0, entered) : behind);
    }

    void enter(String name) {
        if (behind == null) {
            entered++;
        } else {
            behind.add(name);
        }
    }

    /** Leaves the folder for its parent, whose path is the result; null if that is outside the root. */
    VPath up() throws StorageException {
        leaveOwnNames();
        if (behind.isEmpty()) {
            return null;
        }
        behind.remove(behind.size() - 1);
        return here();
    }

    VPath toRoot() {
        leaveOwnNames();
        behind.clear();
        return VPath.ROOT;
    }

    /** Puts the names of a link's target before what is left of the way. */
    void insert(List<String> target) {
        leaveOwnNames();
        for (int i = target.size() - 1; i >= 0; i--) {
            before.addFirst(target.get(i));
        }
    }

    private void leaveOwnNames() {
        if (before == null) {
            behind = new ArrayList<>(names.subList(0, entered));
            before = new ArrayDeque<>(names.subList(taken, names.size()));
        }
    }

    /** What is left of the way. */
    List<String> rest() {
        return List.copyOf(before == null ? names.subList(taken, names.size()) : before);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The names behind and before a {@link Resolver} on its way. Links put names in, among them {@code ..}. */
public final class Route {
    private final List<String> behind = new ArrayList<>();
    private final Deque<String> before;

    Route(VPath path) {
        before = new ArrayDeque<>(path.names());
    }

    /** The next name; null at the end. */
    String take() {
        return before.pollFirst();
    }

    /** Whether the name taken was the last one. */
    boolean atEnd() {
        return before.isEmpty();
    }

    boolean inRoot() {
        return behind.isEmpty();
    }

    /** The name of the folder the walk is in. */
    String last() {
        return behind.get(behind.size() - 1);
    }

    /** Real path of the folder the walk is in. */
    VPath here() throws StorageException {
        return VPath.ofNames(behind);
    }

    void enter(String name) {
        behind.add(name);
    }

    /** Leaves the folder for its parent, whose path is the result; null if that is outside the root. */
    VPath up() throws StorageException {
        if (behind.isEmpty()) {
            return null;
        }
        behind.remove(behind.size() - 1);
        return here();
    }

    VPath toRoot() {
        behind.clear();
        return VPath.ROOT;
    }

    /** Puts the names of a link's target before what is left of the way. */
    void insert(List<String> names) {
        for (int i = names.size() - 1; i >= 0; i--) {
            before.addFirst(names.get(i));
        }
    }

    /** What is left of the way. */
    List<String> rest() {
        return List.copyOf(before);
    }
}

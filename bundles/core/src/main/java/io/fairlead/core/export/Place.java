// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One name in the tree of names that something is open at or going on at. A renamed directory is one place hung up
 * elsewhere, so that the paths of all that is open below follow at once. Guarded by the table; places that nothing needs
 * any more are taken out.
 */
final class Place {
    private Place parent;
    private String name;
    private String key;
    private final Map<String, Place> children = new HashMap<>(4);

    /** Opens of what has this name now. */
    final List<Claim> claims = new ArrayList<>(2);

    /** Uploads that will take this name when they close. */
    final List<Claim> uploads = new ArrayList<>(0);

    /** What has this name now, where the storage has no stable ids. */
    SharedFile file;

    /** Passages by, and waiters for, this place; see {@link LocalPassage}. */
    int lookers;

    boolean taken;
    boolean treeTaken;
    int takenBelow;
    int waiters;

    private Place(Place parent, String name, String key) {
        this.parent = parent;
        this.name = name;
        this.key = key;
    }

    static Place root() {
        return new Place(null, "", "");
    }

    Place parent() {
        return parent;
    }

    /** The place of a name in here, made if need be. {@code key} is the name as the storage compares it. */
    Place child(String name, String key) {
        return children.computeIfAbsent(key, k -> new Place(this, name, k));
    }

    VPath path() {
        if (parent == null) {
            return VPath.ROOT;
        }
        VPath above = parent.path();
        try {
            return above.child(name);
        } catch (StorageException tooLong) { // after a parent was renamed to something longer
            return above;
        }
    }

    boolean isIdle() {
        return children.isEmpty()
                && claims.isEmpty()
                && uploads.isEmpty()
                && lookers == 0
                && !taken
                && takenBelow == 0
                && waiters == 0;
    }

    /** Takes this place out, and those above, as far as they are of no use any more. */
    void prune() {
        Place place = this;
        while (place.parent != null && place.isIdle()) {
            place.parent.children.remove(place.key, place);
            place = place.parent;
        }
    }

    /** This place, and every place below. */
    void forEach(Consumer<Place> visitor) {
        visitor.accept(this);
        forEachBelow(visitor);
    }

    void forEachBelow(Consumer<Place> visitor) {
        children.values().forEach(child -> child.forEach(visitor));
    }

    /** Leaves the name free: what was open here keeps its last path in a place that nobody finds. */
    void unlink() {
        if (claims.isEmpty()) {
            return;
        }
        claims.forEach(claim -> claim.unlinked = true);
        moveClaims(new Place(parent, name, key));
    }

    /** Gives what is open here, and all below, the place of {@code target}; uploads to either name stay where they are. */
    void moveTo(Place target) {
        target.unlink();
        moveClaims(target);
        for (Place child : children.values()) {
            child.parent = target;
        }
        target.children.putAll(children);
        children.clear();
    }

    /** After a rename that changed no more than the case. */
    void respell(String newName) {
        name = newName;
    }

    private void moveClaims(Place to) {
        for (Claim claim : claims) {
            claim.place = to;
        }
        to.claims.addAll(claims);
        claims.clear();
        to.file = file;
        file = null;
    }
}

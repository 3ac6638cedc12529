// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.io.Serial;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A path met a symbolic link that the storage was told not to follow ({@link LinkPolicy#STOP}). Nothing has changed; the
 * caller resolves the link and calls again. Its reason is {@link Reason#ACCESS_DENIED}, for whoever does not.
 */
public class LinkEncountered extends StorageException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient VPath link;
    private final transient VPath target;
    private final transient List<String> remaining;

    /**
     * @param link where the link is
     * @param target where it leads, resolved against its folder, by its text alone; empty if that is outside the storage
     *     (or of the part of it that this volume shows), is no path there, or the storage lets nobody follow
     * @param remaining the names of the path that come after the link, outermost first
     */
    public LinkEncountered(VPath link, Optional<VPath> target, List<String> remaining) {
        super(Reason.ACCESS_DENIED, link + ": a symbolic link");
        this.link = Objects.requireNonNull(link);
        this.target = target.orElse(null);
        this.remaining = List.copyOf(remaining);
    }

    /** Where the link is. */
    public VPath link() {
        return link;
    }

    /** Where the link leads; empty if it leads out. */
    public Optional<VPath> target() {
        return Optional.ofNullable(target);
    }

    /** The names of the path that come after the link, outermost first. */
    public List<String> remaining() {
        return remaining;
    }
}

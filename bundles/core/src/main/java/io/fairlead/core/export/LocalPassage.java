// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import java.util.List;

/** A passage of {@link Passages}: the places taken, and how. All but the fields is guarded by the table. */
final class LocalPassage implements Passage {
    /** What goes on at a place. */
    enum Kind {
        /** An open of something that exists. */
        LOOK,
        /** Making or publishing a name. */
        MAKE,
        /** Renaming or removing: the place and all below. */
        TREE
    }

    /** One place of a passage. */
    record Step(Place place, Kind kind) {
        boolean isFree() {
            for (Place above = place.parent(); above != null; above = above.parent()) {
                if (above.treeTaken || (kind != Kind.TREE && above.waiters > 0)) {
                    return false;
                }
            }
            return switch (kind) {
                case LOOK -> !place.taken && place.waiters == 0;
                case MAKE -> !place.taken && place.lookers == 0;
                case TREE -> !place.taken && place.lookers == 0 && place.takenBelow == 0;
            };
        }

        void take() {
            place.lookers += kind == Kind.LOOK ? 1 : 0;
            place.taken = kind != Kind.LOOK;
            place.treeTaken = kind == Kind.TREE;
            countAbove(1);
        }

        /** Places move and are pruned only after this, for it counts down along the way that was counted up. */
        void leave() {
            place.lookers -= kind == Kind.LOOK ? 1 : 0;
            place.taken = false;
            place.treeTaken = false;
            countAbove(-1);
        }

        /** Lets a removal come to its turn under a stream of opens: newcomers wait behind whoever waits here. */
        void await(int change) {
            if (kind != Kind.LOOK) {
                place.waiters += change;
            }
            if (change < 0) {
                place.prune();
            }
        }

        private void countAbove(int change) {
            for (Place above = place.parent(); above != null; above = above.parent()) {
                above.takenBelow += change;
            }
        }
    }

    final List<Step> steps;
    boolean left;
    private final Passages owner;

    LocalPassage(Passages owner, List<Step> steps) {
        this.owner = owner;
        this.steps = steps;
    }

    /** Where it is, or starts. */
    Place place() {
        return steps.get(0).place();
    }

    /** Where a rename leads. */
    Place target() {
        return steps.get(steps.size() - 1).place();
    }

    @Override
    public void close() {
        owner.leave(this);
    }
}

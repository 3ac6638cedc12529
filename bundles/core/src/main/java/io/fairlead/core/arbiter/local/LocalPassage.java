// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.core.arbiter.Passage;
import java.util.List;

/** A passage of {@link Passages}: the slots taken, and how. All but the fields is guarded by the table. */
final class LocalPassage implements Passage {
    /** What goes on at a slot. */
    enum Kind {
        /** An open of something that exists. */
        LOOK,
        /** Making or publishing a name. */
        MAKE,
        /** Renaming or removing: the slot and all below. */
        TREE
    }

    /** One slot of a passage. */
    record Step(NameSlot slot, Kind kind) {
        boolean isFree() {
            for (NameSlot above = slot.parent(); above != null; above = above.parent()) {
                if (above.treeTaken || (above.waiters > 0 && waitsBehind(above))) {
                    return false;
                }
            }
            if (slot.isStream() && slot.parent().taken) {
                return false; // a file that is being made or replaced
            }
            return switch (kind) {
                case LOOK -> !slot.taken && slot.waiters == 0;
                case MAKE -> !slot.taken && slot.lookers == 0 && slot.streamsTaken == 0;
                case TREE -> !slot.taken && slot.lookers == 0 && slot.takenBelow == 0;
            };
        }

        /** Who makes a stream waits at its file, too, as others who do: they would wait for one another. */
        private boolean waitsBehind(NameSlot above) {
            boolean file = slot.isStream() && above == slot.parent();
            return kind == Kind.LOOK || (kind == Kind.MAKE && !file);
        }

        void take() {
            slot.lookers += kind == Kind.LOOK ? 1 : 0;
            slot.taken = kind != Kind.LOOK;
            slot.treeTaken = kind == Kind.TREE;
            countAbove(1);
        }

        /** Slots move and are pruned only after this, for it counts down along the way that was counted up. */
        void leave() {
            slot.lookers -= kind == Kind.LOOK ? 1 : 0;
            slot.taken = false;
            slot.treeTaken = false;
            countAbove(-1);
        }

        /** Keeps a stream of opens from starving a removal: newcomers wait behind whoever waits here. */
        void await(int change) {
            if (kind != Kind.LOOK) {
                slot.waiters += change;
            }
        }

        private void countAbove(int change) {
            if (slot.isStream()) {
                slot.parent().streamsTaken += change;
            }
            for (NameSlot above = slot.parent(); above != null; above = above.parent()) {
                above.takenBelow += change;
            }
        }
    }

    private final Step first;
    private final Step second; // null for none
    boolean left;
    private final Passages owner;

    /** Of one step. */
    LocalPassage(Passages owner, Step only) {
        this.owner = owner;
        this.first = only;
        this.second = null;
    }

    /** Of one or two steps. */
    LocalPassage(Passages owner, List<Step> steps) {
        this.owner = owner;
        this.first = steps.get(0);
        this.second = steps.size() > 1 ? steps.get(1) : null;
    }

    /** Where it is, or starts. */
    NameSlot slot() {
        return first.slot();
    }

    /** Where a rename leads. */
    NameSlot target() {
        return second == null ? first.slot() : second.slot();
    }

    /** Lets others pass. */
    void leave() {
        left = true;
        first.leave();
        if (second != null) {
            second.leave();
        }
    }

    @Override
    public void close() {
        owner.leave(this);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Locks of one file by where they begin: a binary tree, kept shallow by random priorities (a treap). Each node knows the
 * furthest end below it, and whether all below it are of one owner, so that a look for what overlaps, or for what of others
 * overlaps, takes O(log n). Not thread-safe.
 */
final class LockTree {
    /** A lock of a range with at least one byte, or of none at an offset above 0. */
    static final class Lock {
        final Entry owner;
        final long first; // unsigned, as the next
        final long last; // before first, for a range without a byte
        private final long number; // tells those apart that begin at one place

        private final int priority = ThreadLocalRandom.current().nextInt();
        private Lock left;
        private Lock right;
        private long furthest;
        private Entry soleOwner; // null if there are several below

        /** @param number never used before in this tree */
        Lock(Entry owner, long first, long last, long number) {
            this.owner = owner;
            this.number = number;
            this.first = first;
            this.last = last;
            update();
        }

        private int compareTo(Lock other) {
            int order = Long.compareUnsigned(first, other.first);
            return order != 0 ? order : Long.compare(number, other.number);
        }

        private void update() {
            furthest = last;
            soleOwner = owner;
            add(left);
            add(right);
        }

        private void add(Lock child) {
            if (child != null) {
                if (Long.compareUnsigned(child.furthest, furthest) > 0) {
                    furthest = child.furthest;
                }
                if (child.soleOwner != soleOwner) {
                    soleOwner = null;
                }
            }
        }
    }

    private Lock root;

    void add(Lock lock) {
        root = insert(root, lock);
    }

    private static Lock insert(Lock tree, Lock lock) {
        if (tree == null) {
            return lock;
        }
        if (lock.compareTo(tree) < 0) {
            tree.left = insert(tree.left, lock);
            tree.update();
            return tree.left.priority > tree.priority ? liftLeft(tree) : tree;
        }
        tree.right = insert(tree.right, lock);
        tree.update();
        return tree.right.priority > tree.priority ? liftRight(tree) : tree;
    }

    private static Lock liftLeft(Lock tree) {
        Lock lifted = tree.left;
        tree.left = lifted.right;
        tree.update();
        lifted.right = tree;
        lifted.update();
        return lifted;
    }

    private static Lock liftRight(Lock tree) {
        Lock lifted = tree.right;
        tree.right = lifted.left;
        tree.update();
        lifted.left = tree;
        lifted.update();
        return lifted;
    }

    void remove(Lock lock) {
        root = remove(root, lock);
        lock.left = null;
        lock.right = null;
        lock.update();
    }

    private static Lock remove(Lock tree, Lock lock) {
        if (tree == null) {
            return null;
        }
        if (tree == lock) {
            return merge(tree.left, tree.right);
        }
        if (lock.compareTo(tree) < 0) {
            tree.left = remove(tree.left, lock);
        } else {
            tree.right = remove(tree.right, lock);
        }
        tree.update();
        return tree;
    }

    private static Lock merge(Lock left, Lock right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        if (left.priority > right.priority) {
            left.right = merge(left.right, right);
            left.update();
            return left;
        }
        right.left = merge(left, right.left);
        right.update();
        return right;
    }

    /**
     * Whether there is a lock that begins at {@code most} or before and ends at {@code least} or after, which is not of
     * {@code except}.
     */
    boolean meets(long least, long most, Entry except) {
        return meets(root, least, most, except);
    }

    private static boolean meets(Lock tree, long least, long most, Entry except) {
        if (tree == null
                || Long.compareUnsigned(tree.furthest, least) < 0
                || (except != null && tree.soleOwner == except)) {
            return false;
        }
        if (meets(tree.left, least, most, except)) {
            return true;
        }
        if (Long.compareUnsigned(tree.first, most) > 0) {
            return false;
        }
        return (tree.owner != except && Long.compareUnsigned(tree.last, least) >= 0)
                || meets(tree.right, least, most, except);
    }

    boolean isEmpty() {
        return root == null;
    }
}

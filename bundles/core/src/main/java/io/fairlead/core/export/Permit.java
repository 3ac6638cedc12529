// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;

/**
 * Under which rules, and with which rights, an open was last looked at, and what they forbid. While both are the same
 * nothing is asked again. Immutable.
 *
 * @param rules of the Export
 * @param user with the rights in force
 * @param refused what may not be done any more, a bit for each {@link Use}
 */
record Permit(AccessRules rules, Identity user, int refused) {
    /** What an operation on an open file does. */
    enum Use {
        /** Asks for attributes, or closes. */
        LOOK(1),
        /** Content, or entries. */
        READ(2),
        /** Content or attributes. */
        WRITE(4),
        /** Deletes or renames. */
        DELETE(8);

        private final int bit;

        Use(int bit) {
            this.bit = bit;
        }
    }

    /** Of an open that was made under them. */
    static Permit granted(AccessRules rules, Identity user) {
        return new Permit(rules, user, 0);
    }

    /** What others forbid of an open at {@code path}. */
    static Permit of(AccessRules rules, Identity user, VPath path, boolean directory) {
        int refused = 0;
        for (Use use : Use.values()) {
            try {
                require(use, rules, user, path, directory);
            } catch (StorageException e) {
                refused |= use.bit;
            }
        }
        return new Permit(rules, user, refused);
    }

    @SuppressWarnings("ReferenceEquality") // another object is another decision, and the look must be cheap
    boolean isUnder(AccessRules otherRules, Identity otherUser) {
        return rules == otherRules && user == otherUser;
    }

    boolean refuses(Use use) {
        return (refused & use.bit) != 0;
    }

    /**
     * @param directory whether it is one
     * @throws StorageException {@code NOT_FOUND} for what is hidden now; {@code ACCESS_DENIED}; {@code READ_ONLY}
     */
    static void require(Use use, AccessRules rules, Identity user, VPath path, boolean directory)
            throws StorageException {
        if (rules.hides(path)) {
            throw new StorageException(Reason.NOT_FOUND, path);
        }
        switch (use) {
            case LOOK -> {}
            case READ -> AccessRules.require(user, directory ? Right.LIST : Right.READ, path);
            case WRITE -> {
                AccessRules.require(user, Right.WRITE, path);
                rules.change(path);
            }
            case DELETE -> {
                AccessRules.require(user, Right.DELETE, path);
                rules.change(path);
            }
        }
    }
}

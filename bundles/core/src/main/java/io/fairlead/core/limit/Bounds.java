// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.limit;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.function.Supplier;

/**
 * The bounds of one session: its own, its user's, and its Export's. What is taken must be given back. Thread-safe.
 *
 * <p>A parked open belongs to no session, yet to its user and Export: {@link #leaveSession} and {@link #joinSession} move
 * it between.
 */
public final class Bounds {
    /**
     * The limits in force.
     *
     * @param session of one session
     * @param user of one user
     * @param export of all together
     */
    public record Rules(Limits session, Limits user, Limits export) {
        public static final Rules DEFAULT = new Rules(Limits.SESSION, Limits.USER, Limits.EXPORT);
    }

    private final Ledger session = new Ledger();
    private final Ledger user;
    private final Ledger export;
    private final Supplier<Rules> rules;

    /** @param rules asked anew each time, so that a changed limit counts at once */
    public Bounds(Ledger user, Ledger export, Supplier<Rules> rules) {
        this.user = user;
        this.export = export;
        this.rules = rules;
    }

    /** @throws StorageException {@code TOO_MANY}, and nothing was taken */
    public void take(Quantity quantity) throws StorageException {
        joinSession(quantity, 1);
        boolean taken = false;
        try {
            takeShared(quantity);
            taken = true;
        } finally {
            if (!taken) {
                session.give(quantity, 1);
            }
        }
    }

    /**
     * Takes for the user and the Export only.
     *
     * @throws StorageException {@code TOO_MANY}, and nothing was taken
     */
    public void takeShared(Quantity quantity) throws StorageException {
        Rules now = rules.get();
        if (!user.take(quantity, 1, now.user)) {
            throw tooMany("the user has", quantity);
        }
        if (!export.take(quantity, 1, now.export)) {
            user.give(quantity, 1);
            throw tooMany("the export has", quantity);
        }
    }

    public void give(Quantity quantity, int count) {
        session.give(quantity, count);
        giveShared(quantity, count);
    }

    public void giveShared(Quantity quantity, int count) {
        user.give(quantity, count);
        export.give(quantity, count);
    }

    /** What was taken with {@link #take} is the session's no longer. */
    public void leaveSession(Quantity quantity, int count) {
        session.give(quantity, count);
    }

    /** @throws StorageException {@code TOO_MANY} */
    public void joinSession(Quantity quantity, int count) throws StorageException {
        if (!session.take(quantity, count, rules.get().session)) {
            throw tooMany("the session has", quantity);
        }
    }

    private static StorageException tooMany(String who, Quantity quantity) {
        return new StorageException(Reason.TOO_MANY, who + " as many " + quantity.key() + " as it may");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The ledgers of one Export and of its users. Thread-safe. A user's is forgotten with the user's last session or open. */
public final class Ledgers {
    private static final class Account {
        final Ledger ledger = new Ledger();
        int holders;
    }

    private final Ledger export = new Ledger();
    private final Map<String, Account> users = new ConcurrentHashMap<>();

    /** Everything together. */
    public Ledger export() {
        return export;
    }

    /** A user's, for one more holder, who calls {@link #leave} in the end. */
    public Ledger join(String user) {
        return users.compute(user, (name, known) -> {
                    Account account = known == null ? new Account() : known;
                    account.holders++;
                    return account;
                })
                .ledger;
    }

    public void leave(String user) {
        users.computeIfPresent(user, (name, account) -> {
            account.holders--;
            return account.holders == 0 && account.ledger.isEmpty() ? null : account;
        });
    }

    /** Whether nobody holds anything. */
    public boolean isEmpty() {
        return export.isEmpty()
                && users.values().stream().allMatch(account -> account.holders == 0 && account.ledger.isEmpty());
    }
}

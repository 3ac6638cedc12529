// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import java.util.List;

/**
 * What users may store in an Export, and have stored, [MS-FSCC] 2.4.41. Immutable.
 *
 * @param limitBytes what each may store; 0 if only the number of files is bounded
 * @param ofAll whether {@code uses} tells of everybody who is known, and not of the asking user alone
 * @param uses of those that the asking user may know of, in the order of their names
 */
public record UserQuotas(long limitBytes, boolean ofAll, List<Use> uses) {
    public UserQuotas {
        uses = List.copyOf(uses);
    }

    /**
     * What one user has stored.
     *
     * @param user the account's name
     * @param bytes as far as they were counted yet; users of one home share them
     */
    public record Use(String user, long bytes) {}
}

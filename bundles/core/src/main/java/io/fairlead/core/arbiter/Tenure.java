// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

/**
 * Whether this process may still touch the storage. Asked before each call to it: a process that others believe gone must
 * not write any more, whatever it thinks itself.
 */
@FunctionalInterface
public interface Tenure {
    /** Of a process that shares its storage with no other. */
    Tenure ALONE = () -> true;

    /** One volatile read at most. */
    boolean isValid();
}

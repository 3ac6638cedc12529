// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

/**
 * Identity of one open, never used twice: what messages, lease breaks and consoles call it by.
 *
 * @param incarnation of the process (a later cluster: of the member) that made it; 0 while there is one machine only
 * @param counter counts the opens of that incarnation, from 1
 */
public record OpenId(long incarnation, long counter) {
    @Override
    public String toString() {
        return incarnation == 0 ? Long.toString(counter) : Long.toHexString(incarnation) + "-" + counter;
    }
}

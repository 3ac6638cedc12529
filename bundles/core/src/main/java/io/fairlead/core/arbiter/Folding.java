// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

/** How names are compared without case. */
public final class Folding {
    private Folding() {}

    /** As {@link String#equalsIgnoreCase} compares; one that folds too much only makes opens meet that need not. */
    public static String fold(String name) {
        char[] folded = name.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            folded[i] = Character.toLowerCase(Character.toUpperCase(folded[i]));
        }
        return new String(folded);
    }
}

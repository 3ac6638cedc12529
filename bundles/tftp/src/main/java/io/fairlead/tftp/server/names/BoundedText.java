// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

/**
 * A client's text for a regular expression that was not written with attackers in mind: matching that takes too many
 * steps is broken off, since time can be exponential in the length of the text.
 */
final class BoundedText implements CharSequence {
    private final String text;
    private final Budget budget;

    BoundedText(String text, Budget budget) {
        this.text = text;
        this.budget = budget;
    }

    /** Steps that all the matching for one request may take together: some milliseconds. One thread. */
    static final class Budget {
        private int left = 250_000;

        /**
         * Takes a step.
         *
         * @throws IllegalStateException if none are left
         */
        void spend() {
            if (--left < 0) {
                throw new IllegalStateException("the expressions take too long for this name");
            }
        }
    }

    @Override
    public char charAt(int index) {
        budget.spend();
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}

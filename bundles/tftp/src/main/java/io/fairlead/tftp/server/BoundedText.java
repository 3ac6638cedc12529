// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

/**
 * A client's text for a regular expression that was not written with attackers in mind: matching that takes too many
 * steps is broken off, since time can be exponential in the length of the text.
 */
final class BoundedText implements CharSequence {
    private static final int MOST_STEPS = 1_000_000;

    private final String text;
    private int steps;

    BoundedText(String text) {
        this.text = text;
    }

    @Override
    public char charAt(int index) {
        if (++steps > MOST_STEPS) {
            throw new IllegalStateException("the expression takes too long for this name");
        }
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

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.text;

/**
 * Text of a peer, fit for a log, a console or another peer. What could begin a line, steer a terminal, or show a text in
 * another order than it has is replaced by a question mark, character for character.
 */
public final class Masked {
    private static final char MASK = '?';
    private static final int MOST_CAUSES = 16;

    private Masked() {}

    /** {@code text} without such characters, {@link #isUnsafe}; {@code "null"} for null. */
    public static String of(Object text) {
        String raw = String.valueOf(text);
        StringBuilder shown = null;
        for (int i = 0; i < raw.length(); i++) {
            if (isUnsafe(raw, i)) {
                shown = shown == null ? new StringBuilder(raw) : shown;
                shown.setCharAt(i, MASK);
            }
        }
        return shown == null ? raw : shown.toString();
    }

    /** As {@link #of(Object)}, cut to {@code most} characters, which is shown by dots. */
    public static String of(Object text, int most) {
        String raw = String.valueOf(text);
        return raw.length() <= most ? of(raw) : of(raw.substring(0, most)) + "...";
    }

    /**
     * What a log may show of an exception that holds text of a peer, itself or in a cause, as the JDK's do that name a file:
     * one with the same stack traces and the messages masked. Null stays null.
     */
    public static Throwable fault(Throwable fault) {
        return fault == null ? null : fault(fault, MOST_CAUSES);
    }

    private static Throwable fault(Throwable fault, int causes) {
        Throwable cause = fault.getCause() == null || causes == 0 ? null : fault(fault.getCause(), causes - 1);
        Throwable shown = new Throwable(of(fault), cause);
        shown.setStackTrace(fault.getStackTrace());
        return shown;
    }

    /**
     * Whether the character there is a control character (C0, DEL, C1), one that changes the direction of text, a line or
     * paragraph separator, or half of a surrogate pair.
     */
    public static boolean isUnsafe(String text, int index) {
        char c = text.charAt(index);
        if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
            return true;
        }
        if (c < '\u061c') {
            return false;
        }
        if (Character.isSurrogate(c)) {
            return !isPaired(text, index);
        }
        return isBidirectional(c) || c == '\u2028' || c == '\u2029';
    }

    /** Unicode's Bidi_Control. */
    private static boolean isBidirectional(char c) {
        return c == '\u061c'
                || c == '\u200e'
                || c == '\u200f'
                || (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }

    private static boolean isPaired(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
                : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
    }
}

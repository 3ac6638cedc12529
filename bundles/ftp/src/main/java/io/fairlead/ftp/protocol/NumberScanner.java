// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

/** Small decimal numbers out of a text, strictly: ASCII digits only, no sign, bounded. */
final class NumberScanner {
    private static final int MAX_DIGITS = 5;

    private final String text;
    private int position;

    NumberScanner(String text, int from) {
        this.text = text;
        this.position = from;
    }

    int position() {
        return position;
    }

    int next(int max) throws FtpSyntaxException {
        int from = position;
        int value = 0;
        while (position < text.length() && isDigit(text.charAt(position)) && position - from < MAX_DIGITS) {
            value = value * 10 + (text.charAt(position++) - '0');
        }
        if (position == from || value > max) {
            throw new FtpSyntaxException("not a number of 0 to " + max);
        }
        return value;
    }

    void expect(char c) throws FtpSyntaxException {
        if (position >= text.length() || text.charAt(position) != c) {
            throw new FtpSyntaxException("no '" + c + "' where one belongs");
        }
        position++;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

/** A path in reply 257, RFC 959 5.4 and appendix II: in double quotes, those inside it doubled. */
public final class QuotedPath {
    private QuotedPath() {}

    /** The path in quotes; control characters are shown as question marks. */
    public static String encode(String path) {
        return '"' + CommandLine.printable(path).replace("\"", "\"\"") + '"';
    }

    /**
     * The path quoted at the first quotation mark of a reply's text.
     *
     * @throws FtpSyntaxException if there is none, or it does not end
     */
    public static String decode(String text) throws FtpSyntaxException {
        int from = text.indexOf('"');
        if (from < 0) {
            throw new FtpSyntaxException("no quoted path");
        }
        StringBuilder path = new StringBuilder();
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                if (i + 1 >= text.length() || text.charAt(i + 1) != '"') {
                    return path.toString();
                }
                i++;
            }
            path.append(c);
        }
        throw new FtpSyntaxException("quoted path without an end");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A path in reply 257, RFC 959 5.4 and appendix II: in double quotes, those inside it doubled. */
public final class QuotedPath {
    // "/home/u is the current directory", "/home/u"
    private static final Pattern UNQUOTED =
            Pattern.compile("\\s*(?<path>/.*?)(?:\\s+(?:is|as|-|:)\\s.*|\\s*)", Pattern.CASE_INSENSITIVE);

    private QuotedPath() {}

    /** The path in quotes; control characters are shown as question marks. */
    public static String encode(String path) {
        return '"' + CommandLine.printable(path).replace("\"", "\"\"") + '"';
    }

    /**
     * The path of a reply whose server may quote it, or forget one of the quotation marks, or both: then it is an absolute
     * path that the text begins with, up to what is said about it.
     *
     * @return empty if there is none
     */
    public static Optional<String> find(String text) {
        if (text.indexOf('"') >= 0) {
            try {
                return Optional.of(decode(text));
            } catch (FtpSyntaxException e) {
                return Optional.of(text.substring(text.indexOf('"') + 1).strip()); // it does not end
            }
        }
        Matcher bare = UNQUOTED.matcher(text);
        return bare.matches() ? Optional.of(bare.group("path")) : Optional.empty();
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

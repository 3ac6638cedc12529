// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.provider.UriParser;

/**
 * Whom a URL names, and where.
 *
 * @param scheme in lower case
 * @param user decoded; null if there is none
 * @param password whether the URL has one
 * @param host without the brackets of an IPv6 address
 * @param port empty if the URL names none
 */
record Authority(String scheme, String user, boolean password, String host, String port) {
    private static final Pattern URL = Pattern.compile(
            "([a-zA-Z][a-zA-Z0-9+.-]*)://(?:([^/:@]*)(:[^/]*)?@)?(\\[[^/\\]]*]|[^/:@]*)(?::(\\d*))?(?:[/;?].*)?",
            Pattern.DOTALL);

    /** Of a URL that begins with {@code SCHEME://}; empty for any other. */
    static Optional<Authority> of(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String port = parts.group(5) == null ? "" : parts.group(5);
        String host = parts.group(4).replaceAll("[\\[\\]]", "");
        return Optional.of(new Authority(
                parts.group(1).toLowerCase(Locale.ROOT), decoded(parts.group(2)), parts.group(3) != null, host, port));
    }

    private static String decoded(String user) {
        try {
            return user == null || user.isEmpty() ? null : UriParser.decode(user);
        } catch (FileSystemException e) {
            return user; // whoever connects will tell
        }
    }

    /** Whether what is set for this one holds for {@code other}, which may leave the user to it. */
    boolean isFor(Authority other) {
        return scheme.equals(other.scheme)
                && host.equalsIgnoreCase(other.host)
                && port.equals(other.port)
                && (other.user == null || other.user.equals(user));
    }
}

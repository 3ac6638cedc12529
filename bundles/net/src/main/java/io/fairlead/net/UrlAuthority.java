// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a URL asks: {@code user:password@host:port}. {@link URI#getHost} knows no host such as {@code my_host}, and leaves an
 * IPv6 address in brackets and its zone encoded.
 *
 * @param userInfo as it is in the URL; null if there is none
 * @param host name or numeric address; IPv6 without brackets, with its zone as {@link java.net.InetAddress} takes it
 * @param port negative if the URL names none
 */
public record UrlAuthority(String userInfo, String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:([^@]*)@)?([^:@\\[\\]]+|\\[[^]]+])(?::(\\d{1,5}))?");
    private static final Pattern ENCODED_ZONE = Pattern.compile("(?i)^([0-9a-f:.]*:[0-9a-f:.]*%)25(?=.)");

    /** Of a URL; empty if it names no host, or has something behind it that is no port. */
    public static Optional<UrlAuthority> of(URI url) {
        Matcher form = FORM.matcher(String.valueOf(url.getRawAuthority()));
        if (url.getRawAuthority() == null || !form.matches()) {
            return Optional.empty();
        }
        int port = form.group(3) == null ? -1 : Integer.parseInt(form.group(3));
        return Optional.of(new UrlAuthority(form.group(1), numeric(form.group(2)), port));
    }

    /** RFC 6874 2 has the sign before a zone encoded, and not everybody does. */
    private static String numeric(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return ENCODED_ZONE.matcher(bare).replaceFirst("$1");
    }

    /** A host without the zone of an IPv6 address, which is nobody's business but this machine's (RFC 4007 11). */
    public static String withoutZone(String host) {
        int zone = host.indexOf(':') < 0 ? -1 : host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }
}

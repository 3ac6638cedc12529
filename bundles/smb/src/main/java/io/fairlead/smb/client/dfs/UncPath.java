// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.dfs;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.client.terms.RemoteNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path with its server and share, as referrals name them. Upper and lower case are the same.
 *
 * @param host of the server
 * @param share on it
 * @param names within the share
 */
public record UncPath(String host, String share, List<String> names) {
    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]{0,254}");
    private static final int MOST_NAMES = 1024;

    /** Its names can't be changed. */
    public UncPath {
        names = List.copyOf(names);
    }

    /** Of {@code \host\share\name}, with one or two backslashes before it; empty if it is no lawful path. */
    static Optional<UncPath> parse(String text) {
        String[] parts = text.replaceFirst("^\\\\{1,2}", "").split("\\\\");
        boolean lawful = parts.length >= 2
                && parts.length <= MOST_NAMES
                && HOST.matcher(parts[0]).matches()
                && Arrays.stream(parts).skip(1).allMatch(VPath::isName);
        if (!lawful) {
            return Optional.empty();
        }
        List<String> below = List.of(parts).subList(1, parts.length);
        try {
            RemoteNames.of(below);
        } catch (StorageException e) {
            return Optional.empty();
        }
        return Optional.of(new UncPath(parts[0], parts[1], below.subList(1, below.size())));
    }

    /** Its first names only. */
    UncPath first(int count) {
        return new UncPath(host, share, names.subList(0, count));
    }

    /** The same below another path. */
    UncPath moved(UncPath from, UncPath to) {
        List<String> all = new ArrayList<>(to.names);
        all.addAll(names.subList(from.names.size(), names.size()));
        return new UncPath(to.host, to.share, all);
    }

    /** The same on another host. */
    UncPath on(String otherHost) {
        return new UncPath(otherHost, share, names);
    }

    /** Equal for paths that are the same. */
    String key() {
        return toString().toLowerCase(Locale.ROOT);
    }

    /** As a referral is asked for: with a single backslash before it. */
    @Override
    public String toString() {
        return "\\" + host + "\\" + share + (names.isEmpty() ? "" : "\\" + String.join("\\", names));
    }
}

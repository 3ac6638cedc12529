// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** The name of the hidden folder in the storage's root, which nobody reaches through us. */
final class Reserved {
    /** The hidden folder. */
    static final String NAME = ".fairlead-meta";

    /** The short names that Windows may give it. */
    private static final Pattern SHORT = Pattern.compile("fairle~\\d+|fa[0-9a-f]{4}~\\d+");
    /** Characters that some file systems leave out of a comparison. */
    private static final Pattern IGNORED = Pattern.compile("[\\p{Cf}\\p{Mn}\\p{Cc}]");

    private Reserved() {}

    /**
     * Whether a name in the root means the hidden folder. The storage's own way to compare names is not known, so
     * whatever may be equal is.
     */
    static boolean is(String name) {
        if (name.equals(NAME)) {
            return true;
        }
        if (name.isEmpty() || name.length() > 3 * NAME.length() + 16) {
            return false;
        }
        String text = name;
        if (!ascii(name)) {
            text = IGNORED.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD))
                    .replaceAll("");
        }
        text = text.toLowerCase(Locale.ROOT);
        int colon = text.indexOf(':');
        text = colon < 0 ? text : text.substring(0, colon);
        while (text.endsWith(".") || text.endsWith(" ")) {
            text = text.substring(0, text.length() - 1);
        }
        return text.equals(NAME)
                || (text.indexOf('~') > 0 && SHORT.matcher(text).matches());
    }

    private static boolean ascii(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }

    /** Whether a path is the hidden folder or below it. */
    static boolean covers(VPath path) {
        return !path.isRoot() && is(first(path));
    }

    /**
     * Lets through what may be reached.
     *
     * @param makes whether the path is to be made
     * @throws StorageException {@link Reason#NOT_FOUND} or {@link Reason#PARENT_NOT_FOUND}, as if nothing were there;
     *     {@link Reason#NAME_INVALID} where it is to be made
     */
    static void refuse(VPath path, boolean makes) throws StorageException {
        if (covers(path)) {
            boolean itself = path.parent().isRoot();
            Reason absent = itself ? Reason.NOT_FOUND : Reason.PARENT_NOT_FOUND;
            throw new StorageException(itself && makes ? Reason.NAME_INVALID : absent, path);
        }
    }

    private static String first(VPath path) {
        String text = path.toString();
        int end = text.indexOf('/', 1);
        return end < 0 ? text.substring(1) : text.substring(1, end);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.terms;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.List;

/** Names as the server gets them, [MS-FSCC] 2.1.5: what it would refuse, or take for something else, is not sent. */
public final class RemoteNames {
    private static final int LONGEST = 255; // UTF-16 units of one name

    private RemoteNames() {}

    /**
     * The text of a CREATE.
     *
     * @param names within the share
     * @throws StorageException {@link Reason#NAME_INVALID}
     */
    public static String of(List<String> names) throws StorageException {
        for (String name : names) {
            if (name.length() > LONGEST || !name.chars().allMatch(RemoteNames::isLawful)) {
                throw new StorageException(Reason.NAME_INVALID, "not a name to SMB: " + name);
            }
        }
        return String.join("\\", names);
    }

    /** Of what has to be named already: the last name may hold a stream's behind a colon. */
    public static String ofExisting(List<String> names) throws StorageException {
        String last = names.isEmpty() ? "" : names.get(names.size() - 1);
        int colon = last.indexOf(':');
        if (colon < 1 || colon == last.length() - 1 || last.indexOf(':', colon + 1) >= 0) {
            return of(names);
        }
        List<String> folders = names.subList(0, names.size() - 1);
        String file = of(List.of(last.substring(0, colon)));
        String stream = of(List.of(last.substring(colon + 1)));
        return (folders.isEmpty() ? "" : of(folders) + "\\") + file + ":" + stream;
    }

    private static boolean isLawful(int c) {
        return c >= 0x20 && "\\/\"*<>?|:".indexOf(c) < 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.SmbException;
import java.util.ArrayList;
import java.util.List;

/**
 * A file name as clients send it, parsed once at the edge, [MS-SMB2] 2.2.13 and [MS-FSCC] 2.1.5.
 *
 * @param path within the share
 * @param stream name of a named stream; empty for the file itself
 * @param isData whether a stream is named, be it the one without a name: it is no directory
 */
record SmbName(VPath path, String stream, boolean isData) {
    private static final int LONGEST = 255; // UTF-16 units of one name
    private static final String DATA = "$DATA";

    /**
     * Parses what a CREATE, a rename or a link names.
     *
     * @throws SmbException with the status that Windows has for each fault
     */
    static SmbName parse(String text) throws SmbException {
        if (text.isEmpty()) {
            return new SmbName(VPath.ROOT, "", false);
        }
        if (text.charAt(0) == '\\') {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "begins with a backslash");
        }
        int colon = text.indexOf(':');
        String stream = colon < 0 ? "" : stream(text.substring(colon + 1));
        String file = colon < 0 ? text : text.substring(0, colon);
        List<String> names = new ArrayList<>();
        if (!file.isEmpty()) {
            for (String name : file.split("\\\\", -1)) {
                if (name.equals("..") && !names.isEmpty()) {
                    names.remove(names.size() - 1); // by the text alone
                } else {
                    names.add(checked(name));
                }
            }
        }
        try {
            return new SmbName(VPath.ofNames(names), stream, colon >= 0);
        } catch (StorageException e) {
            throw new SmbException(NtStatus.OBJECT_NAME_INVALID, e.getMessage());
        }
    }

    private static String checked(String name) throws SmbException {
        if (name.equals(".") || name.equals("..")) {
            throw new SmbException(NtStatus.OBJECT_PATH_SYNTAX_BAD, "dots in the path");
        }
        boolean lawful =
                !name.isEmpty() && name.length() <= LONGEST && name.chars().allMatch(SmbName::isLawful);
        if (!lawful) {
            throw new SmbException(NtStatus.OBJECT_NAME_INVALID, "not a name");
        }
        return name;
    }

    private static boolean isLawful(int c) {
        return c >= 0x20 && "/\"*<>?|:".indexOf(c) < 0;
    }

    /** {@code name}, {@code name:$DATA}, {@code :$DATA}; the last is the file itself. */
    private static String stream(String text) throws SmbException {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String type = colon < 0 ? DATA : text.substring(colon + 1);
        boolean lawful = name.length() <= LONGEST
                && type.equalsIgnoreCase(DATA)
                && !(colon < 0 && name.isEmpty())
                && name.chars().noneMatch(c -> c == 0 || c == '/' || c == '\\');
        if (!lawful) {
            throw new SmbException(NtStatus.OBJECT_NAME_INVALID, "not a name of a stream");
        }
        return name;
    }

    /** As the other end knows it: with backslashes, one first, and a stream's behind a colon. */
    static String of(VPath path, String stream) {
        String text = path.isRoot() ? "\\" : path.toString().replace('/', '\\');
        return stream.isEmpty() ? text : text + ":" + stream;
    }
}

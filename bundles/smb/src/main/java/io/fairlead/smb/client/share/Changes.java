// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.share;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.fscc.NotifyInformation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** FILE_NOTIFY_INFORMATION, [MS-FSCC] 2.7.1, as changes. What it names and can't be named here is left out. */
final class Changes {
    private static final Pattern UPLOAD = Pattern.compile("~fairlead-[0-9a-f-]{36}\\.part");

    private Changes() {}

    /** @param folder what the names are relative to */
    static List<Change> decode(byte[] output, VPath folder) throws MalformedMessageException {
        List<Change> changes = new ArrayList<>();
        VPath renamed = null; // the old name of what the next one may be about
        WireReader rest = new WireReader(ByteBuffer.wrap(output), ByteOrder.LITTLE_ENDIAN);
        while (true) {
            int whole = rest.remaining();
            long next = rest.u32();
            int action = (int) rest.u32();
            String name = rest.utf16((int) Math.min(Integer.MAX_VALUE, rest.u32()), "FileName");
            VPath path = path(folder, name);
            if (renamed != null && action != NotifyInformation.RENAMED_NEW_NAME) {
                changes.add(Change.of(Change.Type.DELETED, renamed));
                renamed = null;
            }
            if (action == NotifyInformation.RENAMED_OLD_NAME) {
                renamed = path;
            } else if (path != null) {
                changes.add(change(action, renamed, path));
                renamed = null;
            }
            if (next == 0) {
                break;
            }
            if (next > whole) {
                throw new MalformedMessageException("NextEntryOffset is " + next);
            }
            rest = rest.slice(next, whole - next, "NextEntryOffset");
        }
        if (renamed != null) {
            changes.add(Change.of(Change.Type.DELETED, renamed));
        }
        changes.removeIf(change -> isUpload(change.path()));
        return changes;
    }

    private static Change change(int action, VPath renamed, VPath path) {
        return switch (action) {
            case NotifyInformation.ADDED -> Change.of(Change.Type.CREATED, path);
            case NotifyInformation.REMOVED -> Change.of(Change.Type.DELETED, path);
            case NotifyInformation.RENAMED_NEW_NAME ->
                renamed == null || isUpload(renamed)
                        ? Change.of(Change.Type.CREATED, path)
                        : Change.renamed(renamed, path);
            case NotifyInformation.ADDED_STREAM -> Change.of(Change.Type.STREAM_CREATED, path);
            case NotifyInformation.REMOVED_STREAM -> Change.of(Change.Type.STREAM_DELETED, path);
            case NotifyInformation.MODIFIED_STREAM -> Change.of(Change.Type.STREAM_MODIFIED, path);
            default -> Change.of(Change.Type.MODIFIED, path);
        };
    }

    /** Nobody is told of an upload of ours before it has its name. */
    private static boolean isUpload(VPath path) {
        return UPLOAD.matcher(path.name()).matches();
    }

    /** Null if it is no name here. A stream is told by its file's. */
    private static VPath path(VPath folder, String name) {
        VPath path = folder;
        try {
            for (String each : name.split("\\\\", -1)) {
                int colon = each.indexOf(':');
                path = path.child(colon < 0 ? each : each.substring(0, colon));
            }
        } catch (StorageException e) {
            return null;
        }
        return path;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.protocol.ErrorResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SnapshotToken;
import io.fairlead.smb.protocol.SymbolicLinkError;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The answer to a CREATE that met a symbolic link which the server does not follow, [MS-SMB2] 2.2.2.2.1. It tells of the first link
 * of the path that the client asked for, be it one that the server would follow: of no other could the client tell where in its
 * path it is.
 */
final class StoppedOnLink {
    private static final int MOST_BYTES = 0xffff; // of a field

    private final Request request;
    private final String asked;
    private final boolean namesTime; // whether one of the names is a time, which is in no path

    /**
     * Tells of a link.
     *
     * @param asked Name of the CREATE
     * @param namesTime whether a name of it is the time of a snapshot
     */
    StoppedOnLink(Request request, String asked, boolean namesTime) {
        this.request = request;
        this.asked = asked;
        this.namesTime = namesTime;
    }

    /**
     * The answer.
     *
     * @param path that was asked for, in {@code volume}
     * @param met what stopped the open of it
     * @throws StorageException {@code STALE} if the link is gone by now
     */
    SmbException answer(ExportVolume volume, VPath path, LinkEncountered met) throws StorageException {
        VPath link = VPath.ROOT;
        Optional<String> text = Optional.empty();
        for (String name : path.names()) {
            link = link.child(name);
            Attributes found = look(volume, link);
            text = found.target();
            if (found.isLink()) {
                break;
            }
        }
        if (text.isEmpty()) {
            throw new StorageException(Reason.STALE, path + ": the link has gone");
        }
        boolean leadsOut = met.link().equals(link) && met.target().isEmpty();
        boolean absolute = leadsOut && isAbsolute(text.get());
        String target = leadsOut ? text.get().replace('/', '\\') : ReparsePoints.relative(link, text.get());
        int unparsed = 2 * (asked.length() - end(link.names().size()));
        if (unparsed > MOST_BYTES || target.length() > MOST_BYTES / 8) {
            return new SmbException(NtStatus.OBJECT_NAME_INVALID, "too long for an answer about a link");
        }
        var error = new SymbolicLinkError(unparsed, target, target, !absolute);
        return new SmbException(
                NtStatus.STOPPED_ON_SYMLINK,
                ErrorResponse.of(request.negotiated().dialect(), error.encode()),
                met.getMessage());
    }

    private static Attributes look(ExportVolume volume, VPath path) throws StorageException {
        try {
            return volume.attributes(path, Links.ITSELF);
        } catch (LinkEncountered exchanged) {
            throw new StorageException(Reason.STALE, path + ": another link by now", exchanged);
        }
    }

    private static boolean isAbsolute(String text) {
        return text.startsWith("/") || text.startsWith("\\") || text.matches("[A-Za-z]:.*");
    }

    /** Where the name at this depth of the path ends in the text, which may go up again behind it. */
    private int end(int depth) {
        Deque<Integer> ends = new ArrayDeque<>();
        boolean passesTime = namesTime;
        int at = 0;
        int colon = asked.indexOf(':');
        for (String name : (colon < 0 ? asked : asked.substring(0, colon)).split("\\\\", -1)) {
            int end = at + name.length();
            if (passesTime && SnapshotToken.parse(name).isPresent()) {
                passesTime = false;
            } else if (name.equals("..")) {
                ends.removeLast();
            } else {
                ends.addLast(end);
            }
            at = end + 1;
        }
        while (ends.size() > depth) {
            ends.removeLast();
        }
        return ends.getLast();
    }
}

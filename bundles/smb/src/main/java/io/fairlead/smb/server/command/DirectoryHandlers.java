// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.DirectoryEntries;
import io.fairlead.smb.fscc.NameExpression;
import io.fairlead.smb.protocol.ChangeNotifyRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.protocol.QueryDirectoryRequest;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.DirectoryScan;
import io.fairlead.smb.server.state.SmbOpen;

/** QUERY_DIRECTORY and CHANGE_NOTIFY, [MS-SMB2] 3.3.5.18 and 3.3.5.19. */
final class DirectoryHandlers {
    private DirectoryHandlers() {}

    static Reply query(Request request, QueryDirectoryRequest body) throws SmbException, StorageException {
        SmbOpen open = request.open(body.fileId());
        if (open.file().kind() != Attributes.Kind.DIRECTORY) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "not a directory");
        }
        if (!DirectoryEntries.isClass(body.informationClass())) {
            throw new SmbException(NtStatus.INVALID_INFO_CLASS, "class " + body.informationClass());
        }
        request.checkPayload(body.most(), request.negotiated().limits().transact());
        if (!open.has(AccessMask.READ_DATA)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not opened to be listed");
        }
        if (body.pattern().length() > NameExpression.MOST_CHARACTERS
                || body.pattern().indexOf('\\') >= 0) {
            throw new SmbException(NtStatus.OBJECT_NAME_INVALID, "pattern");
        }
        try (DirectoryScan scan = open.scan()) {
            return Reply.of(new OutputResponse(entries(scan, body)));
        }
    }

    private static byte[] entries(DirectoryScan scan, QueryDirectoryRequest body)
            throws SmbException, StorageException {
        int restart = QueryDirectoryRequest.RESTART_SCANS | QueryDirectoryRequest.REOPEN;
        if (scan.pattern() == null || (body.flags() & restart) != 0) {
            scan.restart(pattern(scan, body.pattern()));
        }
        boolean one = (body.flags() & QueryDirectoryRequest.RETURN_SINGLE_ENTRY) != 0;
        DirectoryEntries out = new DirectoryEntries(body.informationClass(), body.most());
        boolean foundBefore = scan.foundAny();
        Entry next = scan.peek();
        while (next != null
                && out.add(next.name(), scan.shown(next.attributes()), scan.fileId(next), scan.eaBytes(next))) {
            scan.taken();
            next = one ? null : scan.peek();
        }
        if (!out.isEmpty()) {
            return out.toBytes();
        }
        if (next != null) {
            throw new SmbException(NtStatus.INFO_LENGTH_MISMATCH, "no room for an entry");
        }
        throw new SmbException(foundBefore ? NtStatus.NO_MORE_FILES : NtStatus.NO_SUCH_FILE, "no entry fits");
    }

    /** An empty one is the same again, or everything. */
    private static NameExpression pattern(DirectoryScan scan, String asked) {
        if (!asked.isEmpty()) {
            return new NameExpression(asked);
        }
        return scan.pattern() == null ? new NameExpression("*") : scan.pattern();
    }

    static Reply notify(Request request, ChangeNotifyRequest body) throws SmbException, StorageException {
        SmbOpen open = request.open(body.fileId(), AccessMask.READ_DATA);
        if (open.file().kind() != Attributes.Kind.DIRECTORY) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "not a directory");
        }
        request.checkPayload(body.most(), request.negotiated().limits().transact());
        if (!request.isLast()) { // Windows has no other answer either: what follows can't wait for ever
            throw new SmbException(NtStatus.INTERNAL_ERROR, "CHANGE_NOTIFY in the middle of a compound");
        }
        if (request.connection().requests().asyncCount()
                >= request.server().settings().limits().async()) {
            throw new SmbException(NtStatus.INSUFFICIENT_RESOURCES, "too many requests wait");
        }
        NotifyQueue queue = (NotifyQueue) open.watching(() -> new NotifyQueue(open, body));
        return queue.ask(request, body.most());
    }
}

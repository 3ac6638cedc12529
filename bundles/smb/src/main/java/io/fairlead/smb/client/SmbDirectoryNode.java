// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.HandleRequest;
import io.fairlead.smb.client.open.KeptFile;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.client.terms.RemoteAttributes;
import io.fairlead.smb.fscc.FileAttributes;
import io.fairlead.smb.fscc.FileInformation;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.FileTimesAndSizes;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.protocol.QueryDirectoryRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** An open directory. Its pages are asked for one ahead. */
final class SmbDirectoryNode extends SmbNode {
    private static final int FIRST_BYTES = 64 * 1024; // with the open itself: what costs one credit
    private static final int MOST_REMEMBERED = 10_000; // entries
    private static final int PAGE_BYTES = 256 * 1024;

    private final ShareFiles files;
    private final Deque<Entry> entries = new ArrayDeque<>(); // guarded by lock, as all below
    private final KeptFile kept; // null unless the folder stays open for whoever lists it next
    private List<Entry> all; // so far, to be remembered; null if they are not to be
    private RemoteHandle.Pending ahead; // on its way; null if none is
    private boolean restart;
    private boolean atEnd;

    SmbDirectoryNode(SmbVolume volume, VPath path, Open how, RemoteHandle handle, ShareFiles files) {
        super(volume, path, how, handle);
        this.files = files;
        kept = handle.kept();
        all = kept == null ? null : new ArrayList<>();
    }

    /** From the first entry on, of a handle by which it was listed before: as is known, or as the server has them now. */
    void begin() {
        List<Entry> known = kept == null ? null : kept.listing();
        entries.clear();
        atEnd = known != null;
        restart = known == null;
        all = kept == null || known != null ? null : new ArrayList<>();
        if (known != null) {
            entries.addAll(known);
        }
    }

    /** The requests for the first pages that are sent with the open. */
    static List<ClientRequest> withOpen() {
        QueryDirectoryRequest page = request(FileId.RELATED, 0, FIRST_BYTES);
        ClientRequest request = new ClientRequest(Command.QUERY_DIRECTORY, page, FIRST_BYTES);
        return List.of(request, request); // the second tells whether there is more
    }

    private static QueryDirectoryRequest request(FileId id, int flags, int bytes) {
        return new QueryDirectoryRequest(FileInformationClass.ID_FULL_DIRECTORY, flags, 0, id, "*", bytes);
    }

    /** What came with the open: as many pages as the credits were enough for. */
    void first(List<Answer> pages) throws IOException {
        for (Answer page : pages) {
            boolean failed = !page.is(NtStatus.SUCCESS) && !isEnd(page);
            if (failed && page != pages.get(0)) {
                break; // it is told why when that page is asked for by itself
            }
            take(page);
            if (atEnd) {
                return;
            }
        }
        ahead = ask();
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        require(Access.READ);
        lock.lock();
        try {
            while (entries.isEmpty() && !atEnd) {
                RemoteHandle.Pending page = ahead == null ? ask() : ahead;
                ahead = null;
                take(handle.finish(page));
                ahead = atEnd ? null : ask();
            }
            List<Entry> some = new ArrayList<>();
            while (some.size() < max && !entries.isEmpty()) {
                some.add(entries.poll());
            }
            return some;
        } catch (IOException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    private RemoteHandle.Pending ask() throws IOException {
        int most = Math.min(PAGE_BYTES, handle.tree().connection().mostTransact());
        int bytes = Math.min(most, handle.tree().connection().affordable());
        int flags = restart ? QueryDirectoryRequest.RESTART_SCANS : 0;
        restart = false;
        return handle.begin(HandleRequest.once(Command.QUERY_DIRECTORY, bytes, id -> request(id, flags, bytes)));
    }

    private void take(Answer answer) throws IOException {
        if (isEnd(answer)) {
            atEnd = true;
            if (all != null) {
                kept.remember(all);
                all = null;
            }
            return;
        }
        if (!answer.is(NtStatus.SUCCESS)) {
            throw new StatusException(Command.QUERY_DIRECTORY, answer.status());
        }
        decode(OutputResponse.decode(answer.body()).output());
    }

    private static boolean isEnd(Answer answer) {
        return answer.is(NtStatus.NO_MORE_FILES) || answer.is(NtStatus.NO_SUCH_FILE);
    }

    /** FileIdFullDirectoryInformation, [MS-FSCC] 2.4.18. */
    private void decode(byte[] output) throws IOException {
        WireReader rest = new WireReader(ByteBuffer.wrap(output), ByteOrder.LITTLE_ENDIAN);
        while (rest.remaining() > 0) {
            int whole = rest.remaining();
            long next = rest.u32();
            rest.skip(4); // FileIndex
            long created = rest.u64();
            long accessed = rest.u64();
            long written = rest.u64();
            long changed = rest.u64();
            long size = rest.u64();
            long allocated = rest.u64();
            int bits = (int) rest.u32();
            int nameBytes = (int) Math.min(Integer.MAX_VALUE, rest.u32());
            int tag = (int) rest.u32(); // EaSize, unless it is a reparse point
            rest.skip(4);
            long fileId = rest.u64();
            String name = rest.utf16(nameBytes, "FileName");
            boolean link = (bits & FileAttributes.REPARSE_POINT) != 0 && FileInformation.isLink(tag);
            add(name, fileId, new FileTimesAndSizes(created, accessed, written, changed, allocated, size, bits), link);
            if (next == 0) {
                return;
            }
            if (next > whole) {
                throw new MalformedMessageException("NextEntryOffset is " + next);
            }
            rest = rest.slice(next, whole - next, "NextEntryOffset");
        }
    }

    /** A name that is none here, or would lead elsewhere, is not shown. */
    private void add(String name, long fileId, FileTimesAndSizes file, boolean link) throws IOException {
        if (!VPath.isName(name) || name.indexOf('\\') >= 0 || volume.isUpload(files, path(), name)) {
            return;
        }
        boolean known = fileId != 0 && fileId != -1;
        NodeId id = known ? files.nodeId(fileId) : files.pathId(volume.remoteName(path().child(name)));
        Attributes attributes = RemoteAttributes.of(id, file, 1, link);
        Entry entry = new Entry(name, attributes);
        entries.add(entry);
        if (all != null) {
            all.add(entry);
            all = all.size() < MOST_REMEMBERED ? all : null;
        }
    }

    @Override
    public void rewind() throws StorageException {
        requireOpen();
        lock.lock();
        try {
            if (ahead != null) {
                handle.finish(ahead); // lest the server answers the next before it
            }
            ahead = null;
            begin();
        } catch (IOException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.SmbOpen;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * FSCTL_SET_SPARSE, FSCTL_SET_ZERO_DATA, FSCTL_QUERY_ALLOCATED_RANGES and FSCTL_FILE_LEVEL_TRIM, [MS-FSA] 2.1.5.9.36, 37, 22
 * and [MS-FSCC] 2.3.73, on any storage: "sparse" is a mark of the file, and what is not allocated is found by looking for
 * zeros, so that a client that copies such a file need not transfer them. Where a storage makes holes of its own the zeros
 * take no room; they are not written where they are already.
 */
final class SparseFiles {
    /** As NTFS gives back what is zero in units of 64 KiB. */
    private static final int UNIT = 64 * 1024;

    private static final int BUFFER = 1024 * 1024;

    /** What is looked at for one answer; what lies behind counts as allocated. */
    private static final long MOST_LOOKED_AT = 1L << 30;

    private static final int RANGE_BYTES = 16;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BUFFER).asReadOnlyBuffer();

    private record Range(long offset, long end) {}

    private SparseFiles() {}

    /** Whether files of a share can be marked. */
    static boolean supported(Set<Storage.Feature> features) {
        return features.contains(Storage.Feature.DOS_FLAGS) && features.contains(Storage.Feature.RANDOM_WRITE);
    }

    static Reply setSparse(Request request, IoctlRequest body) throws SmbException, StorageException {
        SmbOpen open = request.open(body.fileId());
        refuseDirectory(open);
        if (!open.has(AccessMask.WRITE_DATA | AccessMask.APPEND_DATA | AccessMask.WRITE_ATTRIBUTES)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not opened to be changed");
        }
        Request.checkLiving(open);
        if (!supported(open.view().features())) {
            throw new SmbException(NtStatus.NOT_SUPPORTED, "the storage keeps no marks");
        }
        boolean sparse = body.input().length == 0 || body.input()[0] != 0;
        int before = open.file().attributes().dosFlags();
        int flags = sparse ? before | Attributes.SPARSE : before & ~Attributes.SPARSE;
        if (flags != before) {
            mark(open, flags);
        }
        return done(open, body);
    }

    /** By an open of its own: who may write may mark, whatever else he may. */
    private static void mark(SmbOpen open, int flags) throws StorageException {
        AttributeChanges mark = new AttributeChanges(null, null, null, flags, null);
        if (open.has(AccessMask.WRITE_ATTRIBUTES)) {
            open.file().change(mark);
            return;
        }
        Open how = new Open(Set.of(Open.Access.ATTRIBUTES), Open.Disposition.OPEN, Open.Kind.ANY, Links.ITSELF);
        try (var marking = open.view().volume().open(open.file().path(), how)) {
            if (!marking.id().equals(open.file().id())) {
                throw new StorageException(Reason.STALE, "another file has its name");
            }
            marking.change(mark);
        }
    }

    /** Content becomes zeros; the file's size stays. */
    static Reply zeroData(Request request, IoctlRequest body) throws SmbException, StorageException {
        SmbOpen open = request.open(body.fileId());
        refuseDirectory(open);
        if (!open.has(AccessMask.WRITE_DATA)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not opened to be written");
        }
        Request.checkLiving(open);
        WireReader in = in(body);
        long from = u64(in);
        long beyond = u64(in);
        if (from < 0 || beyond < from) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "zeros from " + from + " to " + beyond);
        }
        zero(open, from, Math.min(beyond, open.file().size()));
        FileHandlers.keepTime(open);
        return done(open, body);
    }

    private static void zero(SmbOpen open, long from, long to) throws StorageException {
        boolean readable = open.has(AccessMask.READ_DATA);
        ByteBuffer buffer = readable ? ByteBuffer.allocate((int) Math.min(BUFFER, Math.max(0, to - from))) : null;
        for (long at = from; at < to; ) {
            int count = (int) Math.min(BUFFER, to - at);
            boolean zeros = readable && isZero(read(open, buffer.clear().limit(count), at));
            if (!zeros) {
                open.file().write(ZEROS.duplicate().limit(count), at);
            }
            at += count;
        }
    }

    private static ByteBuffer read(SmbOpen open, ByteBuffer into, long position) throws StorageException {
        while (into.hasRemaining() && open.file().read(into, position + into.position()) >= 0) {
            // until it is full
        }
        return into.flip();
    }

    private static boolean isZero(ByteBuffer data) {
        return data.mismatch(ZEROS.duplicate().limit(data.remaining())) < 0;
    }

    static Reply allocatedRanges(Request request, IoctlRequest body) throws SmbException, StorageException {
        SmbOpen open = request.open(body.fileId());
        refuseDirectory(open);
        if (!open.has(AccessMask.READ_DATA)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not opened to be read");
        }
        WireReader in = in(body);
        long from = u64(in);
        long length = u64(in);
        if (from < 0 || length < 0 || from + length < 0) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "range from " + from + " of " + length);
        }
        long end = Math.min(from + length, open.file().size());
        boolean sparse = (open.file().attributes().dosFlags() & Attributes.SPARSE) != 0;
        int most = (int) (body.mostOutput() / RANGE_BYTES);
        List<Range> ranges = sparse ? allocated(open, from, end, most) : new ArrayList<>();
        if (!sparse && from < end) {
            ranges.add(new Range(from, end));
        }
        return answer(open, body, ranges, most);
    }

    /** One more than fit, if there are so many. */
    private static List<Range> allocated(SmbOpen open, long from, long end, int most) throws StorageException {
        List<Range> ranges = new ArrayList<>();
        ByteBuffer unit = ByteBuffer.allocate(UNIT);
        long begun = -1; // of the range under way
        long at = from;
        while (at < end && at - from < MOST_LOOKED_AT && ranges.size() <= most) {
            long next = Math.min(end, (at / UNIT + 1) * UNIT);
            boolean zero = isHole(open, unit.clear(), at / UNIT * UNIT); // whole, whatever part of it was asked for
            if (zero && begun >= 0) {
                ranges.add(new Range(begun, at));
                begun = -1;
            } else if (!zero && begun < 0) {
                begun = at;
            }
            at = next;
        }
        if (begun >= 0 || at < end) {
            ranges.add(new Range(begun >= 0 ? begun : at, end));
        }
        return ranges;
    }

    /** What others have locked nobody can look at; it is told as allocated. */
    private static boolean isHole(SmbOpen open, ByteBuffer into, long position) throws StorageException {
        try {
            return isZero(read(open, into, position));
        } catch (StorageException e) {
            if (e.reason() == Reason.LOCKED) {
                return false;
            }
            throw e;
        }
    }

    private static Reply answer(SmbOpen open, IoctlRequest body, List<Range> ranges, int most) throws SmbException {
        if (most == 0 && !ranges.isEmpty()) {
            throw new SmbException(NtStatus.BUFFER_TOO_SMALL, "no room for a range");
        }
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        ranges.stream().limit(most).forEach(range -> out.u64(range.offset).u64(range.end - range.offset));
        NtStatus status = ranges.size() > most ? NtStatus.BUFFER_OVERFLOW : NtStatus.SUCCESS;
        return new Reply(status, new IoctlResponse(body.code(), open.id(), out.toBytes()));
    }

    /** [MS-FSCC] 2.3.73: a hint that content is of no use any more, which may be ignored: it stays as it is. */
    static Reply trim(Request request, IoctlRequest body) throws SmbException, StorageException {
        SmbOpen open = request.open(body.fileId(), AccessMask.WRITE_DATA);
        refuseDirectory(open);
        WireReader in = in(body);
        long count;
        try {
            in.skip(4); // Key
            count = in.u32();
            if (count == 0 || count > in.remaining() / RANGE_BYTES) {
                throw new SmbException(NtStatus.INVALID_PARAMETER, count + " extents");
            }
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, e.getMessage());
        }
        byte[] processed = new WireWriter(ByteOrder.LITTLE_ENDIAN).u32(count).toBytes();
        boolean told = body.mostOutput() >= processed.length;
        return Reply.of(new IoctlResponse(body.code(), open.id(), told ? processed : new byte[0]));
    }

    private static void refuseDirectory(SmbOpen open) throws SmbException, StorageException {
        if (open.file().kind() != Attributes.Kind.FILE) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "not a file");
        }
    }

    private static WireReader in(IoctlRequest body) {
        return new WireReader(ByteBuffer.wrap(body.input()), ByteOrder.LITTLE_ENDIAN);
    }

    private static long u64(WireReader in) throws SmbException {
        try {
            return in.u64();
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, e.getMessage());
        }
    }

    private static Reply done(SmbOpen open, IoctlRequest body) {
        return Reply.of(new IoctlResponse(body.code(), open.id(), new byte[0]));
    }
}

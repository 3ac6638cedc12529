// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.export.DirectoryInUse;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileAttributes;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.fscc.FileSystemInformation;
import io.fairlead.smb.fscc.FileTime;
import io.fairlead.smb.fscc.FullEaInformation;
import io.fairlead.smb.fscc.RenameInformation;
import io.fairlead.smb.protocol.InfoType;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.protocol.SetInfoResponse;
import io.fairlead.smb.server.exchange.Leases;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.SmbOpen;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/** SET_INFO, [MS-SMB2] 3.3.5.21. */
final class SetInfoHandler {
    private static final int DISPOSITION_DELETE = 0x1; // [MS-FSCC] 2.4.12
    private static final int LONGEST_BASIC = 40;
    private static final long MODE_BITS = 0x2 | 0x4 | 0x8 | 0x10 | 0x20; // [MS-FSCC] 2.4.31, but to delete on close

    private final Request request;
    private final SmbOpen open;
    private final SetInfoRequest body;

    private SetInfoHandler(Request request, SmbOpen open, SetInfoRequest body) {
        this.request = request;
        this.open = open;
        this.body = body;
    }

    static Reply set(Request request, SetInfoRequest body) throws SmbException, StorageException {
        request.checkPayload(body.buffer().length, request.negotiated().limits().transact());
        SetInfoHandler handler = new SetInfoHandler(request, request.open(body.fileId()), body);
        try {
            if (handler.open.isPast()) {
                handler.checkPast();
            }
            switch (body.type()) {
                case InfoType.FILE -> handler.file();
                case InfoType.SECURITY -> SecurityHandlers.set(handler.open, body);
                case InfoType.QUOTA -> throw QuotaHandlers.refused(handler.open);
                case InfoType.FILESYSTEM -> {
                    if (body.informationClass() == FileSystemInformation.CONTROL) {
                        throw QuotaHandlers.refused(handler.open);
                    }
                    throw new SmbException(NtStatus.NOT_SUPPORTED, "class " + body.informationClass());
                }
                default -> throw new SmbException(NtStatus.INVALID_PARAMETER, "InfoType " + body.type());
            }
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INFO_LENGTH_MISMATCH, e.getMessage());
        }
        return Reply.of(new SetInfoResponse());
    }

    /** In a snapshot nothing is set but what belongs to the open itself; and there is no name for its files elsewhere. */
    private void checkPast() throws SmbException {
        int asked = body.type() == InfoType.FILE ? body.informationClass() : -1;
        switch (asked) {
            case FileInformationClass.POSITION, FileInformationClass.MODE -> {}
            case FileInformationClass.RENAME, FileInformationClass.RENAME_EX, FileInformationClass.LINK ->
                throw new SmbException(NtStatus.NOT_SAME_DEVICE, "a snapshot");
            default -> Request.checkLiving(open);
        }
    }

    private void file() throws SmbException, StorageException, MalformedMessageException {
        switch (body.informationClass()) {
            case FileInformationClass.BASIC -> basic();
            case FileInformationClass.RENAME -> rename(RenameInformation.decode(body.buffer(), false));
            case FileInformationClass.RENAME_EX -> rename(RenameInformation.decode(body.buffer(), true));
            case FileInformationClass.LINK -> link(RenameInformation.decode(body.buffer(), false));
            case FileInformationClass.DISPOSITION -> dispose(in().u8() != 0);
            case FileInformationClass.DISPOSITION_EX -> dispose((in().u32() & DISPOSITION_DELETE) != 0);
            case FileInformationClass.END_OF_FILE -> resize(in().u64());
            case FileInformationClass.ALLOCATION -> allocate(in().u64());
            case FileInformationClass.POSITION -> open.position(in().u64());
            case FileInformationClass.MODE -> mode(in().u32());
            case FileInformationClass.FULL_EA -> extended();
            default -> throw new SmbException(NtStatus.INVALID_INFO_CLASS, "class " + body.informationClass());
        }
    }

    private WireReader in() {
        return new WireReader(ByteBuffer.wrap(body.buffer()), ByteOrder.LITTLE_ENDIAN);
    }

    private void require(int right) throws SmbException {
        if (!open.has(right)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not granted at the open");
        }
    }

    /** [MS-FSCC] 2.4.7. What the storage can't keep is left as it is, which clients put up with. */
    private void basic() throws SmbException, StorageException, MalformedMessageException {
        require(AccessMask.WRITE_ATTRIBUTES);
        WireReader in = in();
        if (in.remaining() < LONGEST_BASIC) {
            throw new MalformedMessageException("FileBasicInformation of " + in.remaining() + " bytes");
        }
        Instant created = time(in.u64());
        Instant accessed = time(in.u64());
        long written = in.u64();
        Instant modified = time(written);
        long changed = in.u64();
        time(changed);
        int attributes = (int) in.u32();
        boolean directory = open.file().kind() == Attributes.Kind.DIRECTORY;
        if (directory && (attributes & FileAttributes.TEMPORARY) != 0
                || !directory && (attributes & FileAttributes.DIRECTORY) != 0
                || (attributes & ~FileAttributes.VALID) != 0) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "attributes " + Integer.toHexString(attributes));
        }
        Integer flags = attributes == 0 ? null : Integer.valueOf(attributes & FileAttributes.KEPT | sparse());
        AttributeChanges changes = new AttributeChanges(created, modified, accessed, flags, null)
                .keptBy(open.view().features());
        if (!changes.isEmpty()) {
            open.file().change(changes);
        }
        open.lastWrite().flush(); // also if every time is to stay as it is
        if (modified != null || written == FileTime.FREEZE) {
            open.lastWrite().set(open.file().attributes().modified());
        } else if (written == FileTime.THAW) {
            open.lastWrite().set(null);
        }
        if (changed > 0) {
            open.setChangeTime(FileTime.toInstant(changed));
        } else if (changed != FileTime.UNCHANGED) {
            open.freezeChangeTime(changed == FileTime.FREEZE);
        }
    }

    /** [MS-FSCC] 2.6: nobody sets or clears this one so. */
    private int sparse() throws StorageException {
        return open.file().attributes().dosFlags() & Attributes.SPARSE;
    }

    /** [MS-FSA] 2.1.5.15.8: what an open says of itself, and nobody here needs. */
    private void mode(long bits) throws SmbException {
        if ((bits & ~MODE_BITS) != 0) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "mode " + bits);
        }
        open.mode((int) bits);
    }

    private void extended() throws SmbException, StorageException, MalformedMessageException {
        require(AccessMask.WRITE_EA);
        open.file().xattrs(FullEaInformation.decode(body.buffer()));
    }

    private static Instant time(long value) throws SmbException {
        if (value == FileTime.UNCHANGED || value == FileTime.FREEZE || value == FileTime.THAW) {
            return null;
        }
        if (value < 0) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "time " + value);
        }
        return FileTime.toInstant(value);
    }

    /** [MS-SMB2] 3.3.5.21.1. */
    private void rename(RenameInformation to) throws SmbException, StorageException {
        require(AccessMask.DELETE);
        String text = to.name();
        if (text.startsWith(":")) {
            StreamRename.rename(request, open, SmbName.parse(text), to.replace());
            return;
        }
        SmbName target = SmbName.parse(text);
        if (!open.file().stream().isEmpty()
                && target.path().toString().equalsIgnoreCase(open.file().path().toString())) {
            throw new SmbException(NtStatus.SHARING_VIOLATION, "a stream is renamed by its own name only");
        }
        if (text.isEmpty()
                || !target.stream().isEmpty()
                || !open.file().stream().isEmpty()) {
            throw new SmbException(NtStatus.OBJECT_NAME_INVALID, "rename between file and stream");
        }
        try {
            open.file().rename(target.path(), to.replace(), !to.posix(), request.patience(Leases.PATIENCE));
        } catch (DirectoryInUse e) {
            throw e;
        } catch (StorageException e) {
            switch (e.reason()) {
                case IN_USE, IS_DIRECTORY, NOT_DIRECTORY ->
                    throw new SmbException(NtStatus.ACCESS_DENIED, e.getMessage());
                default -> throw e;
            }
        }
    }

    private void link(RenameInformation to) throws SmbException, StorageException {
        SmbName name = SmbName.parse(to.name());
        if (name.path().isRoot() || !name.stream().isEmpty()) {
            throw new SmbException(NtStatus.OBJECT_NAME_INVALID, "name of a link");
        }
        open.file().link(name.path(), to.replace());
    }

    private void dispose(boolean delete) throws SmbException, StorageException {
        require(AccessMask.DELETE);
        try {
            open.file().deleteOnClose(delete);
            open.deletePending(delete);
        } catch (StorageException e) {
            if (e.reason() == Reason.READ_ONLY_FILE) {
                throw new SmbException(NtStatus.CANNOT_DELETE, e.getMessage());
            }
            throw e;
        }
    }

    private void resize(long size) throws SmbException, StorageException {
        require(AccessMask.WRITE_DATA);
        if (size < 0) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "size " + size);
        }
        open.file().resize(size);
        open.lastWrite().flush();
        FileHandlers.keepTime(open);
    }

    /** [MS-FSA] 2.1.5.14.1: less than there is cuts the file; more is a promise of room. */
    private void allocate(long bytes) throws SmbException, StorageException {
        require(AccessMask.WRITE_DATA);
        if (bytes < 0) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "allocation " + bytes);
        }
        if (bytes < open.file().size()) {
            open.file().resize(bytes);
        } else if (open.view().features().contains(Storage.Feature.SPACE)
                && bytes - open.file().size() > open.view().volume().space().freeBytes()) {
            throw new SmbException(NtStatus.DISK_FULL, bytes + " bytes");
        } else {
            open.file().write(ByteBuffer.allocate(0), 0); // of nothing: what others cache of its size ends
            open.allocation(bytes);
        }
    }
}

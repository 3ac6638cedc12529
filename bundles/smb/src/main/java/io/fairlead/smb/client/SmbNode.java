// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.HandleRequest;
import io.fairlead.smb.client.open.OpenFiles;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.client.share.LinkTexts;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.client.terms.RemoteAttributes;
import io.fairlead.smb.fscc.FileAttributes;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.fscc.FileTime;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OutputResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** An open file, directory or link on a server. */
class SmbNode implements Followed {
    private static final Set<Access> READING = Set.of(Access.READ);
    private static final int ALL_BYTES = 1024; // of FileAllInformation: its name may be cut

    private static final int ALL_FIXED_BYTES = 100;
    private static final int STANDARD_BYTES = 24;
    private static final int DELETE_PENDING = 20; // where FileStandardInformation has it, [MS-FSCC] 2.4.47
    private static final int NAME_BYTES = 64 * 1024;

    final SmbVolume volume;
    final RemoteHandle handle;
    final OpenFiles.State state;
    final ReentrantLock lock = new ReentrantLock();
    private final Open how;
    private final Attributes.Kind kind;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile VPath path;

    SmbNode(SmbVolume volume, VPath path, Open how, RemoteHandle handle) {
        this.volume = volume;
        this.path = path;
        this.how = how;
        this.handle = handle;
        boolean link = how.links() == Links.ITSELF && ShareFiles.isReparse(handle.response());
        kind = RemoteAttributes.of(handle.nodeId(), handle.response().file(), 1, link)
                .kind();
        state = handle.link().files().open(handle.nodeId(), created());
    }

    /**
     * What a node is to us.
     *
     * @throws StorageException {@link Reason#NOT_SUPPORTED} if it is another storage's
     */
    static SmbNode of(Node node) throws StorageException {
        if (node instanceof SmbNode ours) {
            return ours;
        }
        if (node instanceof UploadNode upload) {
            return upload.begun();
        }
        throw new StorageException(Reason.NOT_SUPPORTED, "not a file of this server");
    }

    final VPath path() {
        return path;
    }

    final Open how() {
        return how;
    }

    @Override
    public void renamed(VPath from, VPath to) {
        if (!path.startsWith(from)) {
            return;
        }
        path = path.rebase(from, to);
        if (handle.keeping() != null) {
            try {
                handle.keeping().moved(volume.remoteName(from), volume.remoteName(to));
            } catch (StorageException e) {
                throw new IllegalStateException(e); // names that the server has just taken
            }
        }
    }

    final void require(Access wanted) throws StorageException {
        requireOpen();
        if (!how.access().contains(wanted)) {
            throw new StorageException(Reason.ACCESS_DENIED, path + " was not opened for " + wanted);
        }
    }

    final void requireOpen() throws StorageException {
        if (closed.get()) {
            throw new StorageException(Reason.STALE, path + " was closed");
        }
    }

    /** Whether it was closed by this call. */
    final boolean markClosed() {
        boolean first = closed.compareAndSet(false, true);
        if (first) {
            volume.forget(this);
            handle.link().files().close(state);
        }
        return first;
    }

    /** It has been changed over this link. */
    final void changed() {
        state.changed();
        volume.changed(this);
    }

    final StorageException failed(IOException cause) {
        return Failures.of(cause, path.toString());
    }

    final Answer succeed(HandleRequest request) throws StorageException {
        try {
            return handle.succeed(request);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Sets what may be set twice without a difference. */
    final void set(int informationClass, byte[] buffer) throws IOException {
        set(informationClass, buffer, true);
    }

    final void set(int informationClass, byte[] buffer, boolean repeatable) throws IOException {
        try {
            handle.succeed(HandleRequest.setting(informationClass, buffer, repeatable));
        } finally {
            changed();
        }
    }

    @Override
    public final NodeId id() {
        return handle.nodeId();
    }

    @Override
    public Attributes.Kind kind() {
        return kind;
    }

    @Override
    public boolean created() {
        return handle.response().action() == CreateResponse.CREATED;
    }

    @Override
    public Attributes opened() throws StorageException {
        requireOpen();
        return RemoteAttributes.of(id(), handle.response().file(), 1, kind == Attributes.Kind.LINK);
    }

    @Override
    public Attributes attributes() throws StorageException {
        requireOpen();
        try {
            boolean link = kind == Attributes.Kind.LINK;
            Attributes known = RemoteAttributes.all(id(), all(handle, ALL_BYTES), link);
            return link ? LinkTexts.of(handle, known) : known;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** FileAllInformation, with its name as far as there is room. */
    private static WireReader all(RemoteHandle handle, int bytes) throws IOException {
        Answer answer = handle.ask(HandleRequest.query(FileInformationClass.ALL, bytes));
        if (!answer.is(NtStatus.SUCCESS) && !answer.is(NtStatus.BUFFER_OVERFLOW)) {
            throw new StatusException(Command.QUERY_INFO, answer.status());
        }
        byte[] output = OutputResponse.decode(answer.body()).output();
        return new WireReader(ByteBuffer.wrap(output), ByteOrder.LITTLE_ENDIAN);
    }

    /** Its name within the share as the server has it now, which others may have changed. */
    final String currentName() throws StorageException {
        requireOpen();
        try {
            return nameOnServer(handle);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    static String nameOnServer(RemoteHandle handle) throws IOException {
        WireReader in = all(handle, NAME_BYTES).skip(ALL_FIXED_BYTES - Integer.BYTES);
        String name = in.utf16((int) Math.min(Integer.MAX_VALUE, in.u32()), "FileName");
        return name.startsWith("\\") ? name.substring(1) : name;
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        require(Access.ATTRIBUTES);
        apply(changes);
    }

    final void apply(AttributeChanges changes) throws StorageException {
        Integer flags = changes.dosFlags();
        if (changes.mode() != null || flags != null && (flags & ~FileAttributes.KEPT) != 0) {
            throw new StorageException(Reason.NOT_SUPPORTED, "the server does not keep it: " + changes);
        }
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u64(time(changes.created()))
                .u64(time(changes.accessed()))
                .u64(time(changes.modified()))
                .u64(FileTime.UNCHANGED);
        int none = kind == Attributes.Kind.DIRECTORY ? FileAttributes.DIRECTORY : FileAttributes.NORMAL;
        out.u32(flags == null ? 0 : flags == 0 ? none : flags).u32(0);
        if (changes.isEmpty()) {
            return;
        }
        try {
            set(FileInformationClass.BASIC, out.toBytes());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** FILETIME begins in 1601, and its first values mean something else. */
    private static long time(Instant time) throws StorageException {
        if (time == null) {
            return FileTime.UNCHANGED;
        }
        long fileTime = FileTime.of(time);
        if (fileTime <= 0 || fileTime == Long.MAX_VALUE) {
            throw new StorageException(Reason.NOT_SUPPORTED, "a time that SMB can't tell: " + time);
        }
        return fileTime;
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        require(Access.DELETE);
        if (state.deleted()) {
            throw new StorageException(Reason.STALE, path + " was deleted");
        }
        if (!target.equals(path)) {
            volume.rename(this, target, replace);
        }
    }

    @Override
    public void delete() throws StorageException {
        require(Access.DELETE);
        volume.requireChangeable(path);
        handle.link().closings().settle();
        ReentrantLock deletion = handle.link().files().deletion(id());
        deletion.lock();
        try {
            if (state.deleted() || deleteUnlessPending()) {
                throw new StorageException(Reason.STALE, path + " was deleted");
            }
            state.delete();
        } catch (IOException e) {
            throw failed(e);
        } finally {
            deletion.unlock();
        }
        close(); // the name goes with the last handle
        volume.changed(this);
    }

    /** Asks the server to delete it; gives whether that was asked for already, by this client or by another. */
    private boolean deleteUnlessPending() throws IOException {
        Answer told = handle.ask(HandleRequest.query(FileInformationClass.STANDARD, STANDARD_BYTES));
        if (told.is(NtStatus.SUCCESS)) {
            byte[] output = OutputResponse.decode(told.body()).output();
            if (output.length > DELETE_PENDING && output[DELETE_PENDING] != 0) {
                return true;
            }
        }
        set(FileInformationClass.DISPOSITION, new byte[] {1}, false);
        return false;
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        require(Access.READ);
        throw new StorageException(Reason.IS_DIRECTORY, path);
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        requireOpen();
        Set<Access> access = how.access();
        if (!access.contains(Access.WRITE) && !access.contains(Access.APPEND)) {
            throw new StorageException(Reason.ACCESS_DENIED, path + " was not opened to be written");
        }
        throw new StorageException(Reason.IS_DIRECTORY, path);
    }

    @Override
    public void resize(long size) throws StorageException {
        require(Access.WRITE);
        throw new StorageException(Reason.IS_DIRECTORY, path);
    }

    @Override
    public void sync() throws StorageException {
        requireOpen();
    }

    @Override
    public void rewind() throws StorageException {
        requireOpen();
    }

    @Override
    public void close() throws StorageException {
        if (!markClosed()) {
            return;
        }
        try {
            // A file's close is awaited: who reads it over and over would leave no moment in which it can be replaced.
            if (kind == Attributes.Kind.DIRECTORY && READING.containsAll(how.access())) {
                handle.leaveSoon();
            } else {
                handle.leave();
            }
        } catch (IOException e) {
            throw failed(e);
        } finally {
            volume.settled(this);
        }
    }
}

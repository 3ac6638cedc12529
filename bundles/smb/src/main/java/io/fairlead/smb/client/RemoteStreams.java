// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.HandleRequest;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.open.Wanted;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.fscc.RenameInformation;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.InfoType;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.protocol.SetInfoRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Named streams, [MS-FSCC] 2.1.5 and 2.4.49: opened by the owner's name, with a colon and theirs behind it. Thread-safe. */
final class RemoteStreams implements Streams {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final String DATA = ":$DATA";

    private final SmbVolume volume;

    RemoteStreams(SmbVolume volume) {
        this.volume = volume;
    }

    @Override
    public List<Entry> list(Node owner) throws StorageException {
        SmbNode ours = ours(owner);
        Attributes attributes = ours.attributes();
        int bytes = Math.min(MOST_BYTES, ours.handle.tree().connection().mostTransact());
        try {
            Answer answer = ours.handle.ask(HandleRequest.query(FileInformationClass.STREAM, bytes));
            if (answer.is(NtStatus.SUCCESS)) {
                return decode(OutputResponse.decode(answer.body()).output(), attributes);
            }
            throw new StatusException(Command.QUERY_INFO, answer.status());
        } catch (IOException e) {
            throw ours.failed(e);
        }
    }

    private static List<Entry> decode(byte[] output, Attributes owner) throws IOException {
        List<Entry> entries = new ArrayList<>();
        WireReader rest = new WireReader(ByteBuffer.wrap(output), ByteOrder.LITTLE_ENDIAN);
        while (rest.remaining() > 0) {
            int whole = rest.remaining();
            long next = rest.u32();
            int nameBytes = (int) Math.min(Integer.MAX_VALUE, rest.u32());
            long size = rest.u64();
            long allocated = rest.u64();
            String name = rest.utf16(nameBytes, "StreamName");
            boolean named = name.length() > DATA.length() + 1 && name.startsWith(":") && name.endsWith(DATA);
            if (named && !name.startsWith("::") && entries.size() < MOST) {
                String own = name.substring(1, name.length() - DATA.length());
                entries.add(new Entry(own, owner.ofStream(Math.max(0, size), Math.max(0, allocated))));
            }
            if (next == 0) {
                break;
            }
            if (next > whole) {
                throw new MalformedMessageException("NextEntryOffset is " + next);
            }
            rest = rest.slice(next, whole - next, "NextEntryOffset");
        }
        return entries;
    }

    @Override
    public Node open(Node owner, String stream, Open how) throws StorageException {
        SmbNode ours = ours(owner);
        Streams.checkName(stream);
        if (how.kind() == Open.Kind.DIRECTORY || how.disposition() == Open.Disposition.REPLACE) {
            throw new StorageException(
                    how.kind() == Open.Kind.DIRECTORY ? Reason.NOT_DIRECTORY : Reason.NOT_SUPPORTED,
                    "stream of " + ours.path());
        }
        return volume.openStream(ours, name(ours, stream), how);
    }

    @Override
    public void rename(Node owner, String from, String to, boolean replace) throws StorageException {
        SmbNode ours = ours(owner);
        Streams.checkName(from);
        Streams.checkName(to);
        String name = name(ours, from);
        try {
            RemoteHandle handle = volume.files(ours)
                    .open(new Wanted(
                            name, AccessMask.DELETE, CreateDisposition.OPEN, CreateOptions.NON_DIRECTORY_FILE));
            try {
                byte[] buffer = new RenameInformation(replace, false, ":" + to).encode();
                handle.succeed(HandleRequest.once(
                        Command.SET_INFO,
                        buffer.length,
                        id -> new SetInfoRequest(InfoType.FILE, FileInformationClass.RENAME, 0, id, buffer)));
            } finally {
                handle.close();
            }
        } catch (IOException e) {
            throw ours.failed(e);
        }
    }

    private static SmbNode ours(Node owner) throws StorageException {
        SmbNode ours = SmbNode.of(owner);
        ours.requireOpen();
        if (ours.state.deleted()) {
            throw new StorageException(Reason.STALE, ours.path() + " was deleted");
        }
        return ours;
    }

    private static String name(SmbNode owner, String stream) throws StorageException {
        return owner.currentName() + ":" + stream + DATA;
    }
}

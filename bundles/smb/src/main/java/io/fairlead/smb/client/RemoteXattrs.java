// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.HandleRequest;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.fscc.FullEaInformation;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OutputResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** FileFullEaInformation, [MS-FSCC] 2.4.16. SMB knows no empty values: to set one is to remove it. Thread-safe. */
final class RemoteXattrs implements Xattrs {
    private static final int MOST_BYTES = 256 * 1024;

    @Override
    public Map<String, byte[]> get(Node node) throws StorageException {
        SmbNode ours = SmbNode.of(node);
        ours.requireOpen();
        int bytes = Math.min(MOST_BYTES, ours.handle.tree().connection().mostTransact());
        try {
            Answer answer = ours.handle.ask(HandleRequest.query(FileInformationClass.FULL_EA, bytes));
            if (answer.is(NtStatus.NO_EAS_ON_FILE)) {
                return Map.of();
            }
            if (!answer.is(NtStatus.SUCCESS)) {
                throw new StatusException(Command.QUERY_INFO, answer.status());
            }
            Map<String, byte[]> found = FullEaInformation.decode(
                    OutputResponse.decode(answer.body()).output());
            found.values().removeIf(value -> value == null);
            return found;
        } catch (IOException e) {
            throw ours.failed(e);
        }
    }

    @Override
    public void set(Node node, Map<String, byte[]> changes) throws StorageException {
        SmbNode ours = SmbNode.of(node);
        ours.requireOpen();
        if (!ours.how().access().contains(Access.ATTRIBUTES)
                && !ours.how().access().contains(Access.WRITE)) {
            throw new StorageException(Reason.ACCESS_DENIED, ours.path() + " was not opened to be changed");
        }
        Map<String, byte[]> sent = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> each : changes.entrySet()) {
            Xattrs.checkName(each.getKey());
            sent.put(each.getKey(), each.getValue() == null ? new byte[0] : each.getValue());
        }
        if (Xattrs.bytes(sent) > LARGEST_BYTES) {
            throw new StorageException(Reason.NO_SPACE, "extended attributes of more than " + LARGEST_BYTES + " bytes");
        }
        try {
            if (!sent.isEmpty()) {
                ours.set(FileInformationClass.FULL_EA, FullEaInformation.encode(sent));
            }
        } catch (IOException e) {
            throw ours.failed(e);
        }
    }
}

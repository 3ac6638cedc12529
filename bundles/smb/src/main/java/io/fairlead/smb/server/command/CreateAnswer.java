// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.fscc.FileAttributes;
import io.fairlead.smb.fscc.FileInformation;
import io.fairlead.smb.fscc.FileTime;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.DurableRequest;
import io.fairlead.smb.protocol.FileTimesAndSizes;
import io.fairlead.smb.protocol.OplockLevel;
import io.fairlead.smb.server.exchange.Leases;
import io.fairlead.smb.server.state.SmbOpen;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What a CREATE is answered, [MS-SMB2] 3.3.5.9 "Response Construction". */
final class CreateAnswer {
    private final SmbOpen open;
    private final CreateContexts contexts;
    private final int most;

    /**
     * @param open to tell of
     * @param contexts that were asked with
     * @param most all that the account may do with it, an ACCESS_MASK
     */
    CreateAnswer(SmbOpen open, CreateContexts contexts, int most) {
        this.open = open;
        this.contexts = contexts;
        this.most = most;
    }

    /** To who has just made it. */
    CreateResponse made() throws StorageException {
        return answer(open.shown(open.file().attributesAtOpen()), level(), isDurable());
    }

    /** To who has it back: how it is now. */
    CreateResponse back() throws StorageException {
        return answer(open.attributes(), level(), isDurable());
    }

    private int level() {
        return Leases.level(open, open.leaseContext());
    }

    private boolean isDurable() {
        return open.durability().isPresent();
    }

    /**
     * To who sends the CREATE again: as Windows does, with the level that was asked for this time, and durable if it could be
     * by that level.
     */
    CreateResponse again(int level) throws StorageException {
        boolean could = level == OplockLevel.BATCH || level == OplockLevel.LEASE;
        return answer(open.attributes(), level, could && isDurable());
    }

    private CreateResponse answer(Attributes file, int level, boolean durable) throws StorageException {
        List<CreateContext> answers = new ArrayList<>();
        if (contexts.maximalAccess()) {
            int granted = most & open.file().grantedAccess();
            var out = new WireWriter(ByteOrder.LITTLE_ENDIAN).u32(0).u32(Integer.toUnsignedLong(granted));
            answers.add(new CreateContext(CreateContext.MAXIMAL_ACCESS, out.toBytes()));
        }
        if (contexts.onDiskId()) {
            var out = new WireWriter(ByteOrder.LITTLE_ENDIAN)
                    .u64(open.view().fileId(file.id()))
                    .u64(open.view().id())
                    .zero(16);
            answers.add(new CreateContext(CreateContext.QUERY_ON_DISK_ID, out.toBytes()));
        }
        if (durable && contexts.durable().isPresent()) {
            answers.add(DurableRequest.granted(
                    contexts.durable().get().second(),
                    open.durability().orElseThrow().timeout().toMillis()));
        }
        contexts.lease().ifPresent(lease -> answers.add(Leases.answer(open, lease)));
        return new CreateResponse(level, open.createAction(), timesAndSizes(file), open.id(), answers);
    }

    static FileTimesAndSizes timesAndSizes(Attributes file) {
        return new FileTimesAndSizes(
                FileTime.of(file.created()),
                FileTime.of(file.accessed()),
                FileTime.of(file.modified()),
                FileTime.of(file.changed()),
                FileInformation.allocated(file),
                file.isDirectory() ? 0 : file.size(),
                FileAttributes.of(file));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.protocol.AppInstance;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.DurableReconnect;
import io.fairlead.smb.protocol.DurableRequest;
import io.fairlead.smb.protocol.LeaseContext;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.Leases;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;

/**
 * What a CREATE asks for in its contexts, decoded and checked, [MS-SMB2] 3.3.5.9.1 to 3.3.5.9.15. Unknown ones are ignored, and
 * those that the dialect does not have. Immutable.
 *
 * @param lease asked for
 * @param durable that the open is to outlive its connection
 * @param reconnect to an open that has outlived its connection
 * @param appInstance the application that asks, if it may go on at another client
 * @param allocation room that is asked for, in bytes
 * @param maximalAccess whether all that the account may do is to be told
 * @param onDiskId whether the file's id is to be told
 */
record CreateContexts(
        Optional<LeaseContext> lease,
        Optional<DurableRequest> durable,
        Optional<DurableReconnect> reconnect,
        Optional<AppInstance> appInstance,
        Optional<Long> allocation,
        boolean maximalAccess,
        boolean onDiskId) {
    private static final Set<String> WITH_FIRST_RECONNECT =
            Set.of(CreateContext.DURABLE_RECONNECT, CreateContext.DURABLE_REQUEST, CreateContext.LEASE);
    private static final Set<String> WITH_SECOND_RECONNECT =
            Set.of(CreateContext.DURABLE_RECONNECT_V2, CreateContext.LEASE);

    /** @throws SmbException {@code INVALID_PARAMETER} for one that can't be read, or does not go with another */
    static CreateContexts of(Request request, CreateRequest body) throws SmbException {
        boolean third = request.negotiated().dialect().atLeast(Dialect.SMB_3_0);
        try {
            Optional<byte[]> first = body.context(CreateContext.DURABLE_REQUEST);
            Optional<byte[]> second =
                    body.context(CreateContext.DURABLE_REQUEST_V2).filter(data -> third);
            Optional<byte[]> back = body.context(CreateContext.DURABLE_RECONNECT);
            Optional<byte[]> secondBack =
                    body.context(CreateContext.DURABLE_RECONNECT_V2).filter(data -> third);
            boolean mixed = second.isPresent() && (first.isPresent() || back.isPresent() || secondBack.isPresent())
                    || secondBack.isPresent() && (first.isPresent() || back.isPresent());
            if (mixed) {
                throw new SmbException(NtStatus.INVALID_PARAMETER, "durable contexts that exclude each other");
            }
            Optional<DurableReconnect> reconnect = secondBack.isPresent()
                    ? Optional.of(DurableReconnect.decode(true, secondBack.get()))
                    : back.isPresent() ? Optional.of(DurableReconnect.decode(false, back.get())) : Optional.empty();
            if (reconnect.isPresent()) {
                refuseOthers(body, reconnect.get().second() ? WITH_SECOND_RECONNECT : WITH_FIRST_RECONNECT);
            }
            Optional<DurableRequest> durable = second.isPresent()
                    ? Optional.of(DurableRequest.decode(true, second.get()))
                    : first.isPresent() ? Optional.of(DurableRequest.decode(false, first.get())) : Optional.empty();
            return new CreateContexts(
                    Leases.context(request, body, reconnect.isPresent()),
                    durable,
                    reconnect,
                    third ? appInstance(body) : Optional.empty(),
                    allocation(body),
                    body.context(CreateContext.MAXIMAL_ACCESS).isPresent(),
                    body.context(CreateContext.QUERY_ON_DISK_ID).isPresent());
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, e.getMessage());
        }
    }

    /** What Windows and Samba do with a reconnect that asks for more, though 3.3.5.9.7 would have them ignore it. */
    private static void refuseOthers(CreateRequest body, Set<String> allowed) throws SmbException {
        for (CreateContext context : body.contexts()) {
            if (context.name().length() == 4 && !allowed.contains(context.name())) {
                throw new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND, "a reconnect with " + context.name());
            }
        }
    }

    private static Optional<AppInstance> appInstance(CreateRequest body) throws MalformedMessageException {
        Optional<byte[]> id = body.context(CreateContext.APP_INSTANCE_ID);
        return id.isEmpty()
                ? Optional.empty()
                : Optional.of(AppInstance.decode(id.get(), body.context(CreateContext.APP_INSTANCE_VERSION)));
    }

    private static Optional<Long> allocation(CreateRequest body) {
        return body.context(CreateContext.ALLOCATION_SIZE)
                .filter(data -> data.length == Long.BYTES)
                .map(data ->
                        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getLong());
    }
}

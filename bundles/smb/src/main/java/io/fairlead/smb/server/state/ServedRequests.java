// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The requests of one connection that are being served: Connection.RequestList, [MS-SMB2] 3.3.1.7. Thread-safe. */
public final class ServedRequests {
    private final Map<Long, Pending> byMessage = new ConcurrentHashMap<>();
    private final Map<Long, Pending> byAsyncId = new ConcurrentHashMap<>();
    private final Ids ids;
    private final BooleanSupplier closed;

    /**
     * @param ids names those that go on asynchronously
     * @param closed whether the connection is lost
     */
    ServedRequests(Ids ids, BooleanSupplier closed) {
        this.ids = ids;
        this.closed = closed;
    }

    /** Whether nobody waits for an answer but to what goes on asynchronously. */
    public boolean isIdle() {
        return byMessage.isEmpty();
    }

    /** A request is being served; {@link #finished} ends that. */
    public void serving(long messageId, Pending request) {
        byMessage.put(messageId, request);
    }

    /** It is answered, or never will be. */
    public void finished(long messageId) {
        byMessage.remove(messageId);
    }

    /** A request goes on asynchronously; the id that it has from now on. */
    public long goAsync(Pending request) {
        long asyncId = ids.request();
        byAsyncId.put(asyncId, request);
        if (closed.getAsBoolean()) {
            request.connectionLost();
        }
        return asyncId;
    }

    /** As {@link #finished}, of one that went on asynchronously. */
    public void finishedAsync(long asyncId) {
        byAsyncId.remove(asyncId);
    }

    /** Requests that go on asynchronously. */
    public int asyncCount() {
        return byAsyncId.size();
    }

    /** The request of a message id, [MS-SMB2] 3.3.5.16. */
    public Optional<Pending> serving(long messageId) {
        return Optional.ofNullable(byMessage.get(messageId));
    }

    /** As {@link #serving(long)}, by the id of one that goes on asynchronously. */
    public Optional<Pending> async(long asyncId) {
        return Optional.ofNullable(byAsyncId.get(asyncId));
    }

    /** Tells each of them. */
    void connectionLost() {
        List.copyOf(byMessage.values()).forEach(Pending::connectionLost);
        List.copyOf(byAsyncId.values()).forEach(Pending::connectionLost);
    }
}

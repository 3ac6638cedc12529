// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.api.export.Lease;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.LeaseBreak;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.OplockBreak;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.server.state.Connection;
import io.fairlead.smb.server.state.Negotiated;
import io.fairlead.smb.server.state.Server;
import io.fairlead.smb.server.state.SmbOpen;
import io.fairlead.smb.server.state.SmbSession;
import io.fairlead.smb.server.state.Unanswered;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Tells clients that their caching shrinks, [MS-SMB2] 3.3.4.6 and 3.3.4.7; on another channel, if the first one is lost, or hangs,
 * before the client has answered, or has been sent what has no answer. Called with no lock held; does not block.
 *
 * @param server whose clients they are
 * @param session whose open it is
 */
public record Breaks(Server server, SmbSession session) implements Lease.Holder {
    @Override
    public void breaking(Lease.Broken broken) {
        Optional<SmbOpen> open = open(broken);
        if (open.filter(SmbOpen::isTold).isPresent()) {
            tell(open.get(), broken);
            return;
        }
        session.breakLater(broken); // its CREATE is not answered yet
        open(broken).filter(SmbOpen::isTold).ifPresent(this::catchUp); // unless it was just now
    }

    private Optional<SmbOpen> open(Lease.Broken broken) {
        return session.opens().stream()
                .filter(each -> each.file() != null && each.file().openId().equals(broken.open()))
                .findFirst();
    }

    /** The CREATE is answered: its client knows the open, and is told what has come before. */
    public void answered(SmbOpen open) {
        open.tell();
        catchUp(open);
    }

    private void catchUp(SmbOpen open) {
        session.brokenBefore(open.file().openId()).ifPresent(broken -> tell(open, broken));
    }

    private void tell(SmbOpen open, Lease.Broken broken) {
        tell(open, broken, List.of());
    }

    /**
     * Tells on one more connection.
     *
     * @param told the connections on which it was told before, to no avail
     * @return false if there is none
     */
    private boolean tell(SmbOpen open, Lease.Broken broken, List<Connection> told) {
        SmbSession.Established login = session.established().orElse(null);
        boolean encrypts = login != null && login.encrypt();
        boolean leased = open.leaseContext().isPresent();
        Optional<Connection> channel = (leased && !encrypts ? client() : session.liveChannels().stream())
                .filter(each -> !told.contains(each))
                .findFirst();
        if (channel.isEmpty()) {
            return false;
        }
        int command = Command.OPLOCK_BREAK.code();
        var header = new Smb2Header(0, 0, command, 0, Smb2Header.RESPONSE, 0, -1, 0, 0, 0);
        List<ByteBuffer> parts =
                Response.of(header, message(open, broken), null).parts(); // 3.3.4.6: never signed
        if (encrypts) {
            parts = List.of(login.outgoing().encrypt(session.id(), parts.toArray(new ByteBuffer[0])));
        }
        List<Connection> tried = new ArrayList<>(told);
        tried.add(channel.get());
        channel.get().tell(parts, new Told(this, open, broken, tried));
        return true;
    }

    private static Message message(SmbOpen open, Lease.Broken broken) {
        if (open.leaseContext().isEmpty()) {
            return new OplockBreak(Leases.level(broken.to()), open.id());
        }
        boolean counted = open.file().lease().map(Lease::isCounted).orElse(false);
        return new LeaseBreak(
                counted ? broken.epoch() : 0,
                broken.acknowledge() ? LeaseBreak.ACK_REQUIRED : 0,
                broken.key().lease(),
                Leases.state(broken.from()),
                Leases.state(broken.to()));
    }

    /**
     * A lease is its client's, not a session's: the connections that the client has for its user, the first one first, as
     * Windows does it.
     */
    private Stream<Connection> client() {
        String user = session.user().name();
        Optional<UUID> guid = session.connection().negotiated().map(Negotiated::clientGuid);
        return server.sessions().all().stream()
                .filter(other -> other.established()
                        .filter(login ->
                                !login.encrypt() && login.identity().name().equals(user))
                        .isPresent())
                .flatMap(other -> other.liveChannels().stream())
                .filter(channel ->
                        channel.negotiated().map(Negotiated::clientGuid).equals(guid))
                .distinct()
                .sorted(Comparator.comparingLong(Connection::id));
    }

    /** A break that is on its way, or waits for its answer. */
    private static final class Told implements Unanswered.Notice {
        private final Breaks breaks;
        private final SmbOpen open;
        private final Lease.Broken broken;
        private final List<Connection> tried;
        private volatile boolean sent;

        Told(Breaks breaks, SmbOpen open, Lease.Broken broken, List<Connection> tried) {
            this.breaks = breaks;
            this.open = open;
            this.broken = broken;
            this.tried = tried;
        }

        @Override
        public boolean isAnswered() {
            boolean closed = breaks.session.open(open.id()).isEmpty();
            return broken.acknowledge() ? !isAwaited() : sent || closed;
        }

        private boolean isAwaited() {
            return open.file()
                    .lease()
                    .filter(lease -> lease.isBreaking() && lease.epoch() == broken.epoch())
                    .isPresent();
        }

        @Override
        public void sent() {
            sent = true;
        }

        @Override
        public boolean lost() {
            return breaks.tell(open, broken, tried);
        }
    }
}

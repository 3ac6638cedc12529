// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.Lease.Caching;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.LeaseAcknowledgment;
import io.fairlead.smb.protocol.LeaseContext;
import io.fairlead.smb.protocol.LeaseState;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockBreak;
import io.fairlead.smb.protocol.OplockLevel;
import io.fairlead.smb.server.state.SmbOpen;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Oplocks and leases, [MS-SMB2] 3.3.5.9.8, 3.3.5.9.11 and 3.3.5.22. */
public final class Leases {
    /** Several breaks may come one after the other, each with its own time. */
    public static final Duration PATIENCE = Lease.BREAK_TIMEOUT.multipliedBy(3);

    private Leases() {}

    /**
     * What a CREATE asks for; empty for nothing, or what its dialect does not know.
     *
     * @param reconnect whether it is one to an open that has outlived its connection, whose level does not count
     */
    public static Optional<LeaseContext> context(Request request, CreateRequest body, boolean reconnect)
            throws SmbException {
        Optional<byte[]> data = body.context(CreateContext.LEASE);
        if (body.oplockLevel() != OplockLevel.LEASE && !reconnect || data.isEmpty()) {
            return Optional.empty();
        }
        try {
            LeaseContext asked = LeaseContext.decode(data.get());
            Dialect oldest = asked.second() ? Dialect.SMB_3_0 : Dialect.SMB_2_1;
            return request.negotiated().dialect().atLeast(oldest) ? Optional.of(asked) : Optional.empty();
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, e.getMessage());
        }
    }

    /**
     * The same for the Export: a lease as asked, or an oplock under a key of its own. Of a directory there are leases of the
     * second kind only; one of the first is asked for with nothing in it, so that its key is still looked at.
     */
    public static Optional<Lease.Request> asked(
            Request request, CreateRequest body, Optional<LeaseContext> context, boolean directory) {
        UUID client = request.negotiated().clientGuid();
        if (directory && context.isEmpty()) {
            return Optional.empty();
        }
        if (context.isPresent()) {
            LeaseContext lease = context.get();
            boolean none = directory && !lease.second();
            boolean child = lease.second() && (lease.flags() & LeaseContext.PARENT_KEY_SET) != 0;
            return Optional.of(new Lease.Request(
                    Lease.Kind.LEASE,
                    new Lease.Key(client, lease.key()),
                    none ? EnumSet.noneOf(Caching.class) : directoryCaching(caching(lease.state()), directory),
                    child ? Optional.of(lease.parent()) : Optional.empty(),
                    lease.second() ? OptionalInt.of(lease.epoch()) : OptionalInt.empty()));
        }
        return switch (body.oplockLevel()) {
            case OplockLevel.II -> Optional.of(Lease.Request.oplock(client, EnumSet.of(Caching.READ)));
            case OplockLevel.EXCLUSIVE ->
                Optional.of(Lease.Request.oplock(client, EnumSet.of(Caching.READ, Caching.WRITE)));
            case OplockLevel.BATCH -> Optional.of(Lease.Request.oplock(client, EnumSet.allOf(Caching.class)));
            default -> Optional.empty();
        };
    }

    private static Set<Caching> caching(int state) {
        Set<Caching> caching = EnumSet.noneOf(Caching.class);
        if ((state & LeaseState.READ_CACHING) != 0) {
            caching.add(Caching.READ);
        }
        if ((state & LeaseState.HANDLE_CACHING) != 0) {
            caching.add(Caching.HANDLE);
        }
        if ((state & LeaseState.WRITE_CACHING) != 0) {
            caching.add(Caching.WRITE);
        }
        return caching;
    }

    /** [MS-SMB2] 3.3.5.9.11: nobody caches writes of a directory. */
    private static Set<Caching> directoryCaching(Set<Caching> wanted, boolean directory) {
        if (directory) {
            wanted.remove(Caching.WRITE);
        }
        return wanted;
    }

    static int state(Set<Caching> caching) {
        return (caching.contains(Caching.READ) ? LeaseState.READ_CACHING : 0)
                | (caching.contains(Caching.HANDLE) ? LeaseState.HANDLE_CACHING : 0)
                | (caching.contains(Caching.WRITE) ? LeaseState.WRITE_CACHING : 0);
    }

    /** OplockLevel of a CREATE response, whose lease context, if there is one, tells the rest. */
    public static int level(SmbOpen open, Optional<LeaseContext> context) {
        return context.isPresent()
                ? OplockLevel.LEASE
                : open.file().lease().map(lease -> level(lease.state())).orElse(OplockLevel.NONE);
    }

    /** The oplock level of what is cached, [MS-SMB2] 2.2.14. */
    public static int level(Set<Caching> caching) {
        if (caching.contains(Caching.WRITE)) {
            return caching.contains(Caching.HANDLE) ? OplockLevel.BATCH : OplockLevel.EXCLUSIVE;
        }
        return caching.contains(Caching.READ) ? OplockLevel.II : OplockLevel.NONE;
    }

    /** The lease context of a CREATE response: what was granted, perhaps nothing. */
    public static CreateContext answer(SmbOpen open, LeaseContext asked) {
        Optional<Lease> lease = open.file().lease();
        boolean breaking = lease.map(Lease::isBreaking).orElse(false);
        boolean second = lease.map(Lease::isCounted).orElse(asked.second()); // as it was made, whoever asks now
        int parent = asked.second() && second ? asked.flags() & LeaseContext.PARENT_KEY_SET : 0;
        LeaseContext answer = new LeaseContext(
                second,
                asked.key(),
                lease.map(granted -> state(granted.state())).orElse(0),
                parent | (breaking ? LeaseContext.BREAK_IN_PROGRESS : 0),
                asked.parent(),
                lease.map(Lease::epoch).orElse(asked.epoch()));
        return new CreateContext(CreateContext.LEASE, answer.encode());
    }

    /** OPLOCK_BREAK, [MS-SMB2] 3.3.5.22. */
    public static Reply acknowledge(Request request, Message body) throws SmbException {
        return body instanceof LeaseAcknowledgment lease ? lease(request, lease) : oplock(request, (OplockBreak) body);
    }

    private static Reply oplock(Request request, OplockBreak body) throws SmbException {
        SmbOpen open = request.open(body.fileId());
        if (body.level() != OplockLevel.NONE && body.level() != OplockLevel.II) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "level " + body.level());
        }
        Set<Caching> kept = body.level() == OplockLevel.II ? EnumSet.of(Caching.READ) : EnumSet.noneOf(Caching.class);
        Lease.Answer answer = open.leaseContext().isPresent()
                ? Lease.Answer.NOT_BREAKING
                : open.file().lease().map(lease -> lease.acknowledge(kept)).orElse(Lease.Answer.NOT_BREAKING);
        if (answer != Lease.Answer.TAKEN) {
            throw new SmbException(NtStatus.INVALID_OPLOCK_PROTOCOL, "acknowledged: " + answer);
        }
        return Reply.of(new OplockBreak(body.level(), open.id()));
    }

    private static Reply lease(Request request, LeaseAcknowledgment body) throws SmbException {
        Lease lease = leases(request)
                .filter(found -> found.key().lease().equals(body.leaseKey()))
                .findFirst()
                .orElseThrow(() -> new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND, "no such lease"));
        switch (lease.acknowledge(caching(body.leaseState()))) {
            case TAKEN -> {
                // as acknowledged, though more may be taken already
                int kept = (body.leaseState() & LeaseState.READ_CACHING) == 0 ? 0 : body.leaseState();
                return Reply.of(new LeaseAcknowledgment(0, body.leaseKey(), kept));
            }
            case TOO_MUCH -> throw new SmbException(NtStatus.REQUEST_NOT_ACCEPTED, "it keeps more than was left");
            case NOT_BREAKING -> throw new SmbException(NtStatus.UNSUCCESSFUL, "no break is under way");
            default -> throw new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND, "the lease has ended");
        }
    }

    /** Those of the client and the user who ask, in whatever session. */
    private static Stream<Lease> leases(Request request) {
        UUID client = request.negotiated().clientGuid();
        String user = request.session().user().name();
        return request.server()
                .sessions()
                .opens()
                .filter(open -> open.file() != null && open.leaseContext().isPresent())
                .filter(open -> open.tree().session().user().name().equals(user))
                .flatMap(open -> open.file().lease().stream())
                .filter(lease -> lease.key().client().equals(client));
    }
}

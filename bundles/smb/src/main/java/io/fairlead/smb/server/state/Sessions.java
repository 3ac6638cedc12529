// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.smb.rpc.KnownNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** GlobalSessionTable, [MS-SMB2] 3.3.1.5. Thread-safe. */
public final class Sessions {
    /** Logins of one connection that are not finished. */
    private static final int MOST_BEGUN = 64;

    private final Ids ids;
    private final Map<Long, SmbSession> byId = new ConcurrentHashMap<>();
    private final Set<SmbSession> ending = ConcurrentHashMap.newKeySet();
    private final ChangeTimes changeTimes = new ChangeTimes();
    private final KnownNames names = new KnownNames();
    private final Absentees absentees = new Absentees();
    private final int most;

    /**
     * @param ids names them, and what is open in them
     * @param most at one time, with those half made
     */
    public Sessions(Ids ids, int most) {
        this.ids = ids;
        this.most = most;
    }

    /** A new one that nobody has logged in to; empty if there are too many, or too many of
     * this connection that nobody has logged in to yet. Its id can't be guessed, and has 32 bits. */
    public Optional<SmbSession> begin(Connection connection) {
        if (connection.sessions().stream()
                        .filter(session -> session.established().isEmpty())
                        .count()
                >= MOST_BEGUN) {
            return Optional.empty();
        }
        while (byId.size() < most) {
            SmbSession session = new SmbSession(ids, connection, changeTimes);
            if (byId.putIfAbsent(session.id(), session) == null) {
                return Optional.of(session);
            }
        }
        return Optional.empty();
    }

    /**
     * Somebody logs in; false if he has as many sessions as he may already, and then this one is nobody's still.
     *
     * @param most at one time; 0 for no bound
     */
    public synchronized boolean establish(SmbSession session, SmbSession.Established login, int most) {
        String name = login.identity().name();
        if (most > 0
                && byId.values().stream()
                                .filter(other -> other != session && other.isValid())
                                .filter(other -> other.user().name().equals(name))
                                .count()
                        >= most) {
            return false;
        }
        session.establish(login);
        return true;
    }

    /** Who has logged in, by SID. */
    public KnownNames names() {
        return names;
    }

    /** Whose opens may wait for them. */
    public Absentees absentees() {
        return absentees;
    }

    public Optional<SmbSession> find(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Collection<SmbSession> all() {
        return List.copyOf(byId.values());
    }

    /**
     * What is open in any session, also in one that is just ending: each until it is closed or parked. GlobalOpenTable,
     * [MS-SMB2] 3.3.1.9.
     */
    public Stream<SmbOpen> opens() {
        Collection<SmbSession> valid = all(); // first: who is not there any more is among those that end, or has ended
        return Stream.concat(valid.stream(), ending.stream()).distinct().flatMap(session -> session.opens().stream());
    }

    /** Ends a session, and all in it; returns false if it had ended. */
    public boolean end(SmbSession session) {
        boolean first = session.beginEnd();
        if (first) {
            ending.add(session); // before it is found nowhere else
            byId.remove(session.id(), session);
        }
        try {
            session.connection().forget(session);
            session.channels().forEach(channel -> channel.forget(session));
            absentees.leaves(session);
            session.close();
        } finally {
            if (first) {
                ending.remove(session);
            }
        }
        return first;
    }
}

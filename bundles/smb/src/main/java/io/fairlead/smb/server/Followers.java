// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.api.auth.Account;
import io.fairlead.api.auth.AccountWatch;
import io.fairlead.api.auth.Identity;
import io.fairlead.smb.server.state.Absentees.Absentee;
import io.fairlead.smb.server.state.Server;
import io.fairlead.smb.server.state.SmbSession;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose accounts a server follows: sessions, and users whose opens wait for them. Nothing here blocks. */
final class Followers {
    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

    private Followers() {}

    static Stream<AccountWatch.Follower> of(Server server) {
        return Stream.concat(
                server.sessions().all().stream().flatMap(session -> session.established().stream()
                        .map(login -> new Present(server, session, login.identity()))),
                server.sessions().absentees().all().stream().map(absentee -> new Absent(server, absentee)));
    }

    /** A session ends with the account, and is held to what the account may do now. */
    private record Present(Server server, SmbSession session, Identity identity) implements AccountWatch.Follower {
        @Override
        public String who() {
            return identity.name();
        }

        @Override
        public Account account() {
            return session.account();
        }

        @Override
        public void gone() {
            LOG.info("{} loses the session: the account has gone or is disabled", who());
            session.revoke();
            server.evictParked(who());
        }

        @Override
        public void changed(Identity now) {
            if (now.name().equals(who())) {
                session.identity(now);
            } else { // by which its opens, and quotas, are known
                LOG.info("{} loses the session: the account has another name", who());
                session.cut();
            }
        }
    }

    /** What waits for a user ends with the account. */
    private record Absent(Server server, Absentee absentee) implements AccountWatch.Follower {
        @Override
        public String who() {
            return absentee.identity().name();
        }

        @Override
        public Account account() {
            return absentee.account();
        }

        @Override
        public Identity identity() {
            return absentee.identity();
        }

        @Override
        public void gone() {
            LOG.info("What waits for {} is closed: the account has gone or is disabled", who());
            server.evictParked(who());
            server.sessions().absentees().forget(absentee);
        }

        /** Counts when the opens are taken back. */
        @Override
        public void changed(Identity now) {}
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.Account;
import io.fairlead.api.auth.AccountWatch;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.StorageException;
import io.fairlead.ftp.server.transfer.Ending;
import io.fairlead.ftp.server.transfer.Transfer;
import java.util.Collection;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session whose account is followed: it ends with the account, and is held to what the account may do now.
 *
 * @param workers for what may take a while
 * @param session whose
 * @param login by which it was let in
 */
record FollowedLogin(Workers workers, FtpSession session, Login login) implements AccountWatch.Follower {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedLogin.class);

    /** Those of all sessions that somebody has logged in to. */
    static Stream<FollowedLogin> of(Workers workers, Collection<FtpSession> sessions) {
        return sessions.stream()
                .map(session -> new FollowedLogin(workers, session, session.login()))
                .filter(followed -> followed.login != null);
    }

    @Override
    public String who() {
        return session.who();
    }

    @Override
    public Account account() {
        return login.account();
    }

    @Override
    public Identity identity() {
        return login.identity();
    }

    @Override
    public void gone() {
        LOG.info("{} loses the session: the account has gone or is disabled", who());
        end("This account is not open any more");
    }

    @Override
    public void changed(Identity now) {
        LOG.info("{} goes on with what the account may do now", who());
        login.become(now);
        Transfer running = session.transfers().running();
        if (running != null && !now.may(running.right())) {
            running.cut(Ending.FORBIDDEN);
        }
        workers.executeAnyway(this::mountAnew); // its storage may hang, and others' accounts are looked up after it
    }

    private void mountAnew() {
        try {
            login.mountAnew();
            if (session.transfers().running() == null) {
                login.dropRetired();
            }
        } catch (StorageException e) {
            LOG.warn("{} loses the session, for there are no files: {}", who(), e.getMessage());
            end("No files now, try again later");
        } catch (RuntimeException | Error e) { // a fault of a storage
            LOG.error("{}: mounting as the account is now", who(), e);
        }
    }

    private void end(String why) {
        workers.executeAnyway(() -> session.end(why)); // may wait for the client for a moment, and there may be many
    }
}

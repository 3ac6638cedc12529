// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.protocol.Reply;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Runs commands on connections of the pool, and decides what may be tried again: a command that is safe to repeat, or of
 * which the server can't have seen anything, and once only. Thread-safe.
 */
public final class Exchange {
    private final FtpTarget target;
    private final ServerTraits traits;
    private final ConnectionPool pool;
    private final DataConnections data;

    /** Commands that belong together, on one connection. */
    public interface Conversation<T> {
        T with(ControlConnection connection) throws IOException;
    }

    /** @param traits of the server, as they are learned */
    public Exchange(FtpTarget target, ServerTraits traits, ConnectionPool pool, DataConnections data) {
        this.target = target;
        this.traits = traits;
        this.pool = pool;
        this.data = data;
    }

    /** What is known of the server. */
    public ServerTraits traits() {
        return traits;
    }

    /** One command that changes nothing, or changes the same when it is sent twice. */
    public Reply ask(String verb, String argument) throws StorageException {
        return converse(true, c -> c.command(verb, argument));
    }

    /** One command that must not be executed twice. */
    public Reply order(String verb, String argument) throws StorageException {
        return converse(false, c -> c.command(verb, argument));
    }

    /**
     * Runs a conversation.
     *
     * @param repeatable whether it may be held again from its start if the connection is lost
     * @throws StorageException {@link Reason#UNAVAILABLE} if the connection was lost, so that the outcome is unknown
     */
    public <T> T converse(boolean repeatable, Conversation<T> conversation) throws StorageException {
        for (boolean again = false; ; again = true) {
            Loan loan = pool.acquire(repeatable ? ConnectionPool.Wanted.ANY : ConnectionPool.Wanted.ANSWERING);
            boolean reusable = false;
            try {
                T result = conversation.with(loan.connection());
                reusable = true;
                return result;
            } catch (ConnectionLostException e) {
                if (again || e.isStall() || !loan.reused() || !repeatable && e.maybeExecuted()) {
                    throw lost(e);
                }
            } catch (StorageException e) {
                reusable = true;
                throw e;
            } catch (IOException e) {
                throw new StorageException(Reason.IO, target + ": " + e.getMessage(), e);
            } finally {
                pool.release(loan, reusable);
            }
        }
    }

    /**
     * Starts a transfer; that can always be tried again, as no data has flowed.
     *
     * @throws RefusedException if the server refuses it
     * @throws StorageException for anything else
     */
    public Transfer transfer(DataConnections.Request request) throws StorageException, RefusedException {
        ConnectionPool.Wanted wanted = ConnectionPool.Wanted.ANY;
        for (int attempt = 1; ; attempt++) {
            Loan loan = pool.acquire(wanted);
            boolean handedOver = false;
            try {
                Transfer started = data.start(loan, request);
                handedOver = true;
                return started;
            } catch (RefusedException e) {
                pool.release(loan, true);
                if (attempt > 2 || !refusesTlsSession(e.reply())) {
                    throw e;
                }
            } catch (ConnectionLostException e) {
                if (attempt > 2 || e.isStall() || !loan.reused()) {
                    throw lost(e);
                }
            } catch (NotResumedException e) {
                wanted = ConnectionPool.Wanted.NEW;
            } catch (IOException e) {
                throw new StorageException(reason(e), target + ": " + e.getMessage(), e);
            } finally {
                if (!handedOver) {
                    pool.release(loan, false); // without effect if it was released above
                }
            }
        }
    }

    /**
     * Whether a refused transfer failed for its TLS session. Servers that give no TLS 1.3 ticket on data connections work
     * with TLS 1.2, so from now on that is used.
     */
    public boolean refusesTlsSession(Reply reply) {
        boolean refused = target.security() != FtpTarget.Security.NONE
                && !traits.tls12()
                && (reply.code() == 425 || reply.code() == 522 || reply.code() == 450)
                && reply.text().toLowerCase(Locale.ROOT).matches(".*(reus|resum|session|unable to build).*");
        if (refused) {
            traits.needsTls12();
            pool.renew();
        }
        return refused;
    }

    /** What a transfer's failure is to be called: by the server's own words if it says any. */
    public StorageException failed(Transfer transfer, String what, IOException cause) {
        if (cause instanceof RefusedException refused) {
            return new StorageException(Failures.reason(refused.reply()), what + ": " + refused.reply(), cause);
        }
        Optional<Reply> reply = transfer.afterFailure();
        Reason reason =
                reply.filter(r -> !r.isCompletion()).map(Failures::reason).orElse(Reason.IO);
        String said = reply.map(r -> ", the server says " + r).orElse("");
        return new StorageException(reason, what + ": " + cause.getMessage() + said, cause);
    }

    private static StorageException lost(ConnectionLostException e) {
        return new StorageException(Reason.UNAVAILABLE, e.getMessage(), e);
    }

    private static Reason reason(IOException e) {
        return e instanceof FtpSyntaxException ? Reason.IO : Reason.UNAVAILABLE;
    }
}

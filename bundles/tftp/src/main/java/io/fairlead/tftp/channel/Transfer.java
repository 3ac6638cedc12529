// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.Header;
import io.fairlead.tftp.protocol.Packet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One transfer, of either direction and either side. Thread-safe: one lock guards its state, held while packets are
 * sent but never while content is read or written.
 */
public abstract class Transfer implements Watchdog.Watched {
    /** Deadlines nearer than this are not left to the watchdog's next look. */
    static final long HURRY_NANOS = 5_000_000;

    final ReentrantLock lock = new ReentrantLock();
    final Host host;
    private volatile long deadline = Long.MAX_VALUE / 2;
    private volatile Outcome outcome; // written under lock, once
    private boolean announced; // guarded by lock
    private boolean paused; // guarded by lock

    Transfer(Host host) {
        this.host = host;
    }

    /** Sends what a transfer starts with. */
    public final void begin(long now) {
        guarded(() -> {
            if (outcome == null) {
                start(now);
            }
        });
        if (outcome == null) {
            host.watchdog().watch(this);
            if (outcome != null) {
                host.watchdog().forget(this); // the peer ended it meanwhile
            }
        }
    }

    /**
     * A datagram from the peer's TID.
     *
     * @param datagram from position to limit; only read
     */
    public final void packet(ByteBuffer datagram, long now) {
        lock.lock();
        try {
            if (outcome == null) {
                int opcode = Header.opcode(datagram);
                if (opcode == Header.ERROR) {
                    end(told(datagram));
                } else {
                    handle(datagram, opcode, now);
                }
                deadline = nextDeadline();
            } else {
                late(datagram, Header.opcode(datagram), now);
            }
        } finally {
            lock.unlock();
        }
        announce();
    }

    private static Outcome told(ByteBuffer datagram) {
        try {
            var error = (ErrorPacket) Packet.decode(datagram);
            return new Outcome(Outcome.How.PEER, ErrorCode.of(error.code()), error.message(), null);
        } catch (MalformedMessageException e) {
            return new Outcome(Outcome.How.PEER, ErrorCode.NOT_DEFINED, "", null);
        }
    }

    @Override
    public final long deadline() {
        return deadline;
    }

    @Override
    public final void overdue(long now) {
        guarded(() -> {
            if (outcome != null || nextDeadline() - now > 0) {
                return;
            }
            if (paused && !betweenBursts()) {
                rest(now);
            } else {
                timeout(now);
            }
        });
    }

    /** Ends it with an ERROR to the peer. Does nothing when it has ended. */
    public final void cancel(ErrorCode code, String detail) {
        guarded(() -> abort(new Outcome(Outcome.How.CANCELLED, code, detail, null)));
    }

    /** Ends it without telling the peer. Does nothing when it has ended. */
    public final void drop(String why) {
        guarded(() -> end(dropped(why)));
    }

    /** As {@link #drop}, unless a packet is just leaving; whether it has ended. Does not wait. */
    public final boolean tryDrop(String why) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            end(dropped(why));
            deadline = Long.MAX_VALUE / 2;
        } finally {
            lock.unlock();
        }
        announce();
        return true;
    }

    private static Outcome dropped(String why) {
        return new Outcome(Outcome.How.CANCELLED, ErrorCode.NOT_DEFINED, why, null);
    }

    /** Sends again what the peer has not answered at all, if that left before {@code time}. */
    public final void prompt(long time, long now) {
        guarded(() -> {
            if (outcome == null && !paused && !established() && lastSent() - time <= 0) {
                hasten(now);
                timeout(now);
            }
        });
    }

    /** When a packet left last. */
    public final long sentAt() {
        lock.lock();
        try {
            return lastSent();
        } finally {
            lock.unlock();
        }
    }

    /** The owner is busy elsewhere, and won't look at packets: silence is not the peer's fault now. */
    public final void pause() {
        lock.lock();
        paused = true;
        lock.unlock();
    }

    /** The owner is back. */
    public final void resume() {
        guarded(() -> {
            if (paused && outcome == null) {
                paused = false;
                rest(System.nanoTime());
            }
        });
    }

    /** Runs {@code event} under the lock, then tells what came of it. */
    final void guarded(Runnable event) {
        lock.lock();
        try {
            event.run();
            deadline = outcome == null ? nextDeadline() : Long.MAX_VALUE / 2;
        } finally {
            lock.unlock();
        }
        announce();
    }

    /** How it ended; null while it goes on. */
    public final Outcome outcome() {
        return outcome;
    }

    /** Under lock: sets the outcome, if there is none yet. */
    final void end(Outcome how) {
        if (outcome == null) {
            outcome = how;
        }
    }

    /** Under lock: ends it, telling the peer {@code how.code()}. */
    final void abort(Outcome how) {
        if (outcome == null) {
            outcome = how;
            try {
                host.port().send(new ErrorPacket(how.code(), how.code().text()).toDatagram());
            } catch (IOException e) {
                return; // it ends all the same, and the peer will notice
            }
        }
    }

    /** Under lock. */
    final void networkFailed(IOException e) {
        end(new Outcome(Outcome.How.NETWORK, ErrorCode.NOT_DEFINED, String.valueOf(e.getMessage()), e));
    }

    /** Content can't be read or written: tells the peer. */
    public final void storageFailed(ErrorCode code, Exception e) {
        guarded(() -> abort(new Outcome(Outcome.How.STORAGE, code, String.valueOf(e.getMessage()), e)));
    }

    private void announce() {
        if (outcome == null) {
            return;
        }
        lock.lock();
        try {
            if (announced) {
                return;
            }
            announced = true;
        } finally {
            lock.unlock();
        }
        host.watchdog().forget(this);
        host.ended().accept(outcome);
    }

    /** Under lock. */
    abstract void start(long now);

    /** Under lock: a packet that is not an ERROR. */
    abstract void handle(ByteBuffer datagram, int opcode, long now);

    /** Under lock: a packet after the end. */
    void late(ByteBuffer datagram, int opcode, long now) {}

    /** Under lock: silence counts from now on. */
    abstract void rest(long now);

    /** Under lock: the deadline has come. */
    abstract void timeout(long now);

    /** Under lock: whether the deadline is for what can be sent now, whatever the peer says. */
    boolean betweenBursts() {
        return false;
    }

    /** Under lock. */
    abstract long nextDeadline();

    /** Under lock: the deadline is now. */
    abstract void hasten(long now);

    /** Under lock. */
    abstract long lastSent();

    /** Whether the peer has answered at all. */
    public abstract boolean established();

    /** Blocks that arrived, as far as is known. */
    public abstract long blocks();

    /** Packets sent again. */
    public abstract long repeated();
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.smb.PipeService.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pipe that a client has open, with what it has not read yet of a message. One thread at a time has it. */
public final class OpenPipe {
    private static final Logger LOG = LoggerFactory.getLogger(OpenPipe.class);

    private final String name;
    private final Pipe pipe;
    private final ReentrantLock lock = new ReentrantLock();
    private byte[] rest; // of a message, or a whole one; null for none
    private boolean closed;

    public OpenPipe(String name, Pipe pipe) {
        this.name = name;
        this.pipe = pipe;
    }

    /** Uses it. */
    @FunctionalInterface
    public interface Use<T, E extends Exception> {
        T of(OpenPipe pipe) throws E, IOException;
    }

    /** Has a thread use it while no other does. */
    public <T, E extends Exception> T use(Use<T, E> use) throws E, IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("closed");
            }
            return use.of(this);
        } finally {
            lock.unlock();
        }
    }

    public String name() {
        return name;
    }

    public void write(ByteBuffer message) throws IOException {
        pipe.write(message);
    }

    /** Whether something waits to be read. */
    public boolean hasMessage() throws IOException {
        if (rest == null) {
            rest = pipe.next();
        }
        return rest != null;
    }

    /** Bytes left of the next message; only after {@link #hasMessage}. */
    public int available() {
        return rest.length;
    }

    /** So many bytes of it, at most. */
    public byte[] read(int most) {
        byte[] part = Arrays.copyOf(rest, Math.min(most, rest.length));
        rest = part.length == rest.length ? null : Arrays.copyOfRange(rest, part.length, rest.length);
        return part;
    }

    /** Idempotent. */
    void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                pipe.close();
            }
        } catch (RuntimeException e) { // a fault of somebody else's service
            LOG.error("closing pipe {}", name, e);
        } finally {
            lock.unlock();
        }
    }
}

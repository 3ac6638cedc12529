// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.client.StillOpen;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import io.fairlead.ftp.client.connection.ConnectionPool;
import io.fairlead.ftp.client.connection.DataConnections;
import io.fairlead.ftp.client.connection.Dialer;
import io.fairlead.ftp.client.connection.Exchange;
import io.fairlead.ftp.client.connection.FtpTarget;
import io.fairlead.ftp.client.connection.ServerTraits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A server as a storage. Its features are those that every server has until the first mount has asked the server; from then
 * on they are fixed.
 */
final class FtpStorage implements RemoteStorage {
    private static final Set<Feature> EVERY_SERVER =
            Set.of(Feature.WRITE, Feature.APPEND, Feature.DIRECTORIES, Feature.EXTERNAL_CHANGES);

    private static final Duration LISTED_BY_LIST = Duration.ofMinutes(1);

    private final FtpTarget target;
    private final ServerTraits traits = new ServerTraits();
    private final ConnectionPool pool;
    private final RemoteFiles files;
    private final Consumer<FtpStorage> onClose;
    private final Set<FtpVolume> volumes = ConcurrentHashMap.newKeySet();
    private final ReentrantLock naming = new ReentrantLock();
    private final StillOpen open = new StillOpen(); // nodes
    private final AtomicBoolean closed = new AtomicBoolean();

    FtpStorage(FtpTarget target, ScheduledExecutorService timer, Consumer<FtpStorage> onClose) throws StorageException {
        this.target = target;
        this.onClose = onClose;
        Dialer dialer = new Dialer(target, traits);
        pool = new ConnectionPool(target, dialer, timer);
        DataConnections data = new DataConnections(target, traits, dialer);
        files = new RemoteFiles(target, new Exchange(target, traits, pool, data), dialer);
    }

    @Override
    public Set<Feature> features() {
        EnumSet<Feature> features = EnumSet.copyOf(EVERY_SERVER);
        if (traits.offers("MFMT")) {
            features.add(Feature.SET_MODIFIED);
        }
        return features;
    }

    @Override
    public Duration timeAccuracy() {
        return traits.mlst() ? Duration.ofSeconds(1) : LISTED_BY_LIST;
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        if (closed.get()) {
            throw new StorageException(Reason.UNAVAILABLE, target + " was closed");
        }
        pool.acquire(ConnectionPool.Wanted.ANY).release();
        FtpVolume volume = new FtpVolume(this, files);
        volumes.add(volume);
        if (closed.get()) { // meanwhile, and maybe without this volume
            volume.close();
            throw new StorageException(Reason.UNAVAILABLE, target + " was closed");
        }
        return volume;
    }

    /**
     * FTP has no exclusive STOR and RNTO; at least our own callers shall not take a name from each other. Held over network
     * traffic.
     */
    ReentrantLock naming() {
        return naming;
    }

    /** The nodes of all volumes: closed when all that closing them does is done. */
    StillOpen open() {
        return open;
    }

    void forget(FtpVolume volume) {
        volumes.remove(volume);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            pool.close(); // first: then nothing that the volumes do takes time
            volumes.forEach(FtpVolume::close);
            onClose.accept(this);
        }
    }

    @Override
    public String toString() {
        return target.toString();
    }
}

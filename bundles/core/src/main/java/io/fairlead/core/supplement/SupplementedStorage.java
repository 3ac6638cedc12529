// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.link.LinkResolution;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A storage with all of named streams, extended attributes, DOS flags and birth times: those that it lacks are kept beside
 * the files, in a hidden folder of its own. See the package's description. Thread-safe.
 */
public final class SupplementedStorage implements Storage {
    private final Storage delegate;
    private final Executor background;
    private final Set<Feature> features;
    private final Supplement supplement;
    private final Sweep sweep;
    private final ReentrantLock preparing = new ReentrantLock();
    private volatile boolean ready;

    /** With nothing known yet; {@code background} runs what no caller waits for. */
    SupplementedStorage(Storage delegate, Executor background) {
        this(delegate, new Supplement(delegate.features()), background);
    }

    /** @param supplement what is known already, of another storage object over the same files */
    SupplementedStorage(Storage delegate, Supplement supplement, Executor background) {
        this.delegate = delegate;
        this.background = background;
        features = Collections.unmodifiableSet(Supplement.features(delegate.features()));
        this.supplement = supplement;
        sweep = new Sweep(supplement);
    }

    @Override
    public Optional<String> storageId() {
        return delegate.storageId();
    }

    @Override
    public Set<Feature> features() {
        return features;
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return mount(user, LinkPolicy.FOLLOW);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        Volume below = delegate.mount(user, LinkPolicy.STOP);
        boolean mounted = false;
        try {
            prepare(below, user);
            mounted = true;
        } finally {
            if (!mounted) {
                below.close();
            }
        }
        return new SupplementedVolume(below, supplement, new LinkResolution(VPath.ROOT, policy));
    }

    /** At the first mount: ends what a crash cut in two, and has the rest looked after in the background. */
    private void prepare(Volume below, Identity user) throws StorageException {
        if (ready || !features.contains(Feature.WRITE)) {
            return;
        }
        preparing.lock();
        try {
            if (!ready && supplement.files.exists(below, HiddenFiles.TOP)) {
                if (supplement.moves != null) {
                    supplement.moves.recover(below);
                }
                background.execute(() -> sweep(user));
            }
            ready = true;
        } finally {
            preparing.unlock();
        }
    }

    /** Deletes the metadata of files that are gone. */
    void sweep(Identity user) {
        try (Volume volume = delegate.mount(user, LinkPolicy.STOP)) {
            sweep.run(volume);
        } catch (StorageException e) {
            sweep.failed(e);
        }
    }

    /** What was found and deleted so far. */
    Sweep.Counts counts() {
        return sweep.counts();
    }
}

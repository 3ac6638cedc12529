// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.SmallUploads;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.contract.ReplaceContract;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads before which nobody asks the server are uploads as the contract of storages has them. */
@Timeout(60)
abstract class UnaskedUploads implements ReplaceContract {
    @TempDir
    Path folder;

    private final SmbConnector connector = new SmbConnector();
    private RemoteStorage storage;
    private Volume volume;

    abstract URI serve(Path folder) throws Exception;

    abstract ConnectOptions options();

    abstract void stop() throws Exception;

    private static final class Unasked extends ForwardingVolume {
        private final SmallUploads uploads;

        Unasked(Volume delegate) {
            super(delegate);
            uploads = delegate.extension(SmallUploads.class).orElseThrow();
        }

        @Override
        public Node open(VPath path, Open how) throws StorageException {
            return how.equals(Open.replace()) ? uploads.open(path, () -> {}) : delegate.open(path, how);
        }
    }

    @BeforeEach
    void connect() throws Exception {
        storage = connector.connect(serve(folder), options());
        volume = mount();
    }

    @AfterEach
    void disconnect() throws Exception {
        try {
            release();
            Assertions.assertThat(connector.handles()).isZero();
        } finally {
            connector.close();
            stop();
        }
    }

    /** Has nothing open at the server any more. */
    final void release() throws Exception {
        if (volume != null) {
            volume.close();
            storage.close();
            volume = null;
        }
    }

    @Override
    public Set<Feature> features() {
        return storage.features();
    }

    @Override
    public Volume volume() {
        return volume;
    }

    @Override
    public Volume mount() throws StorageException {
        return new Unasked(storage.mount(Identity.of("tester")));
    }

    @Override
    public Volume mount(LinkPolicy policy) throws StorageException {
        return mount();
    }

    @Override
    public void populate(List<Sample> samples) throws Exception {
        Contents.populate(volume, samples);
    }
}

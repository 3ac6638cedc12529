// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.contract.AttributeContract;
import io.fairlead.testing.contract.DeleteContract;
import io.fairlead.testing.contract.DirectoryContract;
import io.fairlead.testing.contract.ExtensionContract;
import io.fairlead.testing.contract.HardLinksContract;
import io.fairlead.testing.contract.KeptAttributesContract;
import io.fairlead.testing.contract.LifeContract;
import io.fairlead.testing.contract.LinkContract;
import io.fairlead.testing.contract.LinkReplaceContract;
import io.fairlead.testing.contract.ModelContract;
import io.fairlead.testing.contract.NameContract;
import io.fairlead.testing.contract.OpenContract;
import io.fairlead.testing.contract.ReadContract;
import io.fairlead.testing.contract.ReadOnlyContract;
import io.fairlead.testing.contract.RenameContract;
import io.fairlead.testing.contract.ReplaceContract;
import io.fairlead.testing.contract.ServerCopyContract;
import io.fairlead.testing.contract.SnapshotsContract;
import io.fairlead.testing.contract.StreamsContract;
import io.fairlead.testing.contract.WriteContract;
import io.fairlead.testing.contract.XattrsContract;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of {@link Storage}, as tests: extend it, give a storage, and all of them run. A test of what the storage
 * does not declare by {@link Storage#features} is skipped, and says so.
 *
 * <pre>{@code
 * class MemoryStorageTest extends StorageContract {
 *     @Override
 *     protected Storage storage() {
 *         return new MemoryStorage();
 *     }
 * }
 * }</pre>
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class StorageContract
        implements OpenContract,
                ReplaceContract,
                ReadContract,
                WriteContract,
                RenameContract,
                DeleteContract,
                DirectoryContract,
                AttributeContract,
                LinkContract,
                NameContract,
                LifeContract,
                ReadOnlyContract,
                ExtensionContract,
                StreamsContract,
                XattrsContract,
                HardLinksContract,
                ServerCopyContract,
                KeptAttributesContract,
                LinkReplaceContract,
                SnapshotsContract,
                ModelContract {
    private Storage storage;
    private Volume volume;

    /** A storage with nothing in it; asked for once before each test. */
    protected abstract Storage storage() throws Exception;

    /** Ends the storage, after each test and its checks; volumes are closed by then. */
    protected void dispose(Storage used) throws Exception {}

    /** Fails if the test left anything open in the storage; volumes are closed by then. */
    protected void checkNoOpenNodes() throws Exception {}

    /** Who mounts. */
    protected Identity user() {
        return Identity.of("tester");
    }

    /**
     * Puts samples into the storage. By default through its own volume; override it for one that takes no changes, or
     * where another way is much faster.
     */
    @Override
    public void populate(List<Sample> samples) throws Exception {
        Contents.populate(volume, has(Feature.DIRECTORIES) ? samples : withoutDirectories(samples));
    }

    @Override
    public final Set<Feature> features() {
        return storage.features();
    }

    @Override
    public final Volume volume() {
        return volume;
    }

    @Override
    public final Volume mount() throws StorageException {
        return storage.mount(user());
    }

    @Override
    public final Volume mount(LinkPolicy policy) throws StorageException {
        return storage.mount(user(), policy);
    }

    private static List<Sample> withoutDirectories(List<Sample> samples) {
        return samples.stream().filter(sample -> sample.content() != null).toList();
    }

    @BeforeEach
    final void mountFreshStorage() throws Exception {
        storage = storage();
        volume = mount();
    }

    @AfterEach
    final void disposeOfStorage() throws Exception {
        if (storage == null) {
            return;
        }
        try (AutoCloseable last = () -> dispose(storage)) {
            if (volume != null) {
                volume.close();
            }
            checkNoOpenNodes();
        }
    }
}

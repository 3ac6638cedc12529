// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.Xattrs;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the features tell which extensions there are. */
public interface ExtensionContract extends ContractFixture {
    /** By the feature that declares it. */
    Map<Feature, Class<?>> EXTENSIONS = Map.of(
            Feature.SYMLINKS, Symlinks.class,
            Feature.HARD_LINKS, HardLinks.class,
            Feature.STREAMS, Streams.class,
            Feature.XATTRS, Xattrs.class,
            Feature.SERVER_COPY, ServerCopy.class,
            Feature.SNAPSHOTS, Snapshots.class);

    /** No more than it declares, but for links, whose feature says more than that they can be made and read. */
    @Test
    default void offersTheExtensionsThatItDeclares() throws Exception {
        assumeTrue(offersExtensions(), "extensions are reached otherwise");
        EXTENSIONS.forEach((feature, type) -> {
            boolean offered = extension(volume(), type).isPresent();
            boolean undeclared = offered && feature == Feature.SYMLINKS && !has(feature);
            assertThat(undeclared || offered == has(feature)).as(feature.name()).isTrue();
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Symlinks#replace}, and what links and extensions have in common. */
public interface LinkReplaceContract extends ContractFixture {
    private Symlinks symlinks() {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        return extension(Feature.SYMLINKS, Symlinks.class);
    }

    private Attributes itself(String link) throws StorageException {
        return volume().attributes(path(link), Links.ITSELF);
    }

    @Test
    default void pointsALinkElsewhere() throws Exception {
        symlinks().create(path("/l"), "a");
        file("/a", "content of a");
        file("/b", "content of b");
        symlinks().replace(path("/l"), "b");
        assertThat(itself("/l").target()).contains("b");
        assertThat(itself("/l").links()).isEqualTo(1);
        holds("/l", "content of b");
        symlinks().replace(path("/l"), "/nowhere");
        assertThat(itself("/l").target()).contains("/nowhere");
        lists("/", "a", "b", "l");
    }

    @Test
    default void makesALinkOfAnEmptyFile() throws Exception {
        symlinks();
        file("/a", "content");
        file("/l", "");
        try (Node node = volume().open(path("/l"), open(Access.READ))) {
            if (volume() instanceof ExportVolume) { // which asks whoever has it open
                refused(() -> symlinks().replace(path("/l"), "a"), Reason.IN_USE);
                return;
            }
            symlinks().replace(path("/l"), "a");
            assertThat(itself("/l").isLink()).isTrue();
            holds("/l", "content");
            if (has(Feature.OPEN_SURVIVES_UNLINK)) {
                assertThat(node.size()).isZero();
            }
        }
        lists("/", "a", "l");
    }

    @Test
    default void makesNoLinkOfAnythingElse() throws Exception {
        symlinks();
        populate(List.of(
                new Sample(path("/a"), new byte[] {'a'}),
                new Sample(path("/d"), null),
                new Sample(path("/e"), new byte[0])));
        refused(() -> symlinks().replace(path("/a"), "e"), Reason.NOT_EMPTY);
        refused(() -> symlinks().replace(path("/d"), "e"), Reason.IS_DIRECTORY);
        refused(() -> symlinks().replace(path("/none"), "e"), Reason.NOT_FOUND);
        refused(() -> symlinks().replace(path("/none/x"), "e"), Reason.PARENT_NOT_FOUND);
        for (String out : List.of("..", "../x", "d/../../x", "")) {
            refused(() -> symlinks().replace(path("/e"), out), Reason.ACCESS_DENIED);
        }
        assertThat(itself("/e").isFile()).isTrue();
        holds("/a", "a");
        lists("/", "a", "d", "e");
    }
}

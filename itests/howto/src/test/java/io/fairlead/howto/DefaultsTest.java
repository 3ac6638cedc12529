// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That the defaults do what docs/storage-howto.md says. */
class DefaultsTest {
    private interface Call {
        void run() throws Exception;
    }

    /** What has no default, and nothing else. */
    private static final class Bare implements Storage {
        private static final Attributes FILE = Attributes.of(new NodeId(0, 1), Attributes.Kind.FILE, 5, Instant.EPOCH);

        @Override
        public Set<Feature> features() {
            return Set.of();
        }

        @Override
        public Volume mount(Identity user) {
            return new Volume() {
                @Override
                public Attributes attributes(VPath path) {
                    return FILE;
                }

                @Override
                public Node open(VPath path, Open how) {
                    return new BareNode();
                }

                @Override
                public void close() {}
            };
        }
    }

    private static final class BareNode implements Node {
        @Override
        public NodeId id() {
            return Bare.FILE.id();
        }

        @Override
        public Attributes attributes() {
            return Bare.FILE;
        }

        @Override
        public int read(ByteBuffer into, long position) {
            return -1;
        }

        @Override
        public void close() {}
    }

    @Test
    void areAsTheTableHasThem() throws Exception {
        Storage storage = new Bare();
        assertThat(storage.storageId()).isEmpty();
        try (Volume volume = storage.mount(Identity.of("me"));
                Node node = volume.open(VPath.of("/a"), Open.read())) {
            assertThat(volume.space()).isEqualTo(Space.UNKNOWN);
            assertThat(volume.extension(Watch.class)).isEmpty();
            assertThat(node.size()).isEqualTo(node.attributes().size());
            assertThat(node.created()).isFalse();
            refused(node::isEmpty, Reason.NOT_SUPPORTED);
            refused(() -> node.change(AttributeChanges.NONE), Reason.NOT_SUPPORTED);
            refused(() -> node.write(ByteBuffer.allocate(1), 0), Reason.READ_ONLY);
            refused(() -> node.resize(0), Reason.READ_ONLY);
            refused(() -> node.rename(VPath.of("/b"), true), Reason.READ_ONLY);
            refused(node::delete, Reason.READ_ONLY);
            node.announce(1);
            node.sync();
            node.abort();
            assertThat(node.attributes().isFile()).isTrue();
        }
    }

    private static void refused(Call call, Reason reason) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }
}

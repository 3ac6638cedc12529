// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nodes and volumes refuse: after close, and beyond what they were opened for. */
public interface LifeContract extends ContractFixture {

    @Test
    default void isStaleAfterClose() throws Exception {
        populate(List.of(
                new Sample(path("/a"), new byte[] {1}),
                new Sample(path("/d"), null),
                new Sample(path("/d/a"), new byte[] {1})));
        Node file = volume().open(path("/a"), Open.read());
        Node directory = volume().open(path("/d"), Open.list());
        for (Node node : List.of(file, directory)) {
            node.close();
            node.close();
            node.abort();
            refused(node::attributes, Reason.STALE);
        }
        refused(() -> file.read(ByteBuffer.allocate(1), 0), Reason.STALE);
        refused(() -> file.transferTo(0, 1, sink()), Reason.STALE);
        refused(() -> directory.next(1), Reason.STALE);
    }

    @Test
    default void changesNothingAfterClose() throws Exception {
        needs(Feature.WRITE);
        file("/a", "content");
        Node node = volume().open(path("/a"), open(Access.WRITE, Access.ATTRIBUTES, Access.DELETE));
        node.close();
        refused(() -> node.write(ByteBuffer.allocate(1), 0), Reason.STALE);
        refused(() -> node.resize(0), Reason.STALE);
        refused(() -> node.change(AttributeChanges.NONE), Reason.STALE);
        refused(node::sync, Reason.STALE);
        refused(() -> node.rename(path("/b"), false), Reason.STALE);
        refused(node::delete, Reason.STALE);
        lists("/", "a");
        holds("/a", "content");
    }

    @Test
    default void changesNothingAfterPublishing() throws Exception {
        needs(Feature.WRITE);
        Node upload = volume().open(path("/a"), Open.replace());
        upload.write(ByteBuffer.wrap(new byte[] {'x'}), 0);
        upload.close();
        refused(() -> upload.write(ByteBuffer.wrap(new byte[] {'y'}), 1), Reason.STALE);
        refused(upload::attributes, Reason.STALE);
        holds("/a", "x");
    }

    @Test
    default void refusesWhatItWasNotOpenedFor() throws Exception {
        needs(Feature.WRITE);
        file("/a", "content");
        try (Node reader = volume().open(path("/a"), open(Access.READ));
                Node writer = volume().open(path("/a"), open(Access.WRITE));
                Node other = volume().open(path("/a"), open(Access.ATTRIBUTES));
                Node remover = volume().open(path("/a"), open(Access.DELETE))) {
            for (Node node : List.of(writer, other, remover)) {
                refused(() -> node.read(ByteBuffer.allocate(1), 0), Reason.ACCESS_DENIED);
                refused(() -> node.transferTo(0, 1, sink()), Reason.ACCESS_DENIED);
            }
            for (Node node : List.of(reader, other, remover)) {
                refused(() -> node.write(ByteBuffer.allocate(1), 0), Reason.ACCESS_DENIED);
                refused(() -> node.resize(0), Reason.ACCESS_DENIED);
            }
            for (Node node : List.of(reader, writer, remover)) {
                refused(() -> node.change(AttributeChanges.NONE), Reason.ACCESS_DENIED);
            }
            for (Node node : List.of(reader, writer, other)) {
                refused(() -> node.rename(path("/b"), false), Reason.ACCESS_DENIED);
                refused(node::delete, Reason.ACCESS_DENIED);
            }
        }
        lists("/", "a");
        holds("/a", "content");
    }

    @Test
    default void refusesToListWithoutRead() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        directory("/d");
        try (Node node = volume().open(path("/d"), open(Access.ATTRIBUTES))) {
            refused(() -> node.next(1), Reason.ACCESS_DENIED);
        }
    }

    @Test
    default void appendsOnlyAtTheEnd() throws Exception {
        needs(Feature.WRITE, Feature.APPEND);
        file("/a", "content");
        try (Node node = volume().open(path("/a"), open(Access.APPEND))) {
            refused(() -> node.resize(0), Reason.ACCESS_DENIED);
            refused(() -> node.read(ByteBuffer.allocate(1), 0), Reason.ACCESS_DENIED);
        }
        holds("/a", "content");
    }

    @Test
    default void closesItsNodesWithTheVolume() throws Exception {
        file("/a", "content");
        Volume second = mount();
        Node file = second.open(path("/a"), Open.read());
        Node directory = second.open(VPath.ROOT, Open.list());
        second.close();
        second.close();
        refused(() -> file.read(ByteBuffer.allocate(1), 0), Reason.STALE);
        refused(file::attributes, Reason.STALE);
        refused(() -> directory.next(1), Reason.STALE);
        refused(() -> second.attributes(VPath.ROOT), Reason.STALE);
        refused(() -> second.open(path("/a"), Open.read()), Reason.STALE);
        file.close();
        directory.close();
        holds("/a", "content");
    }

    @Test
    default void abortsUploadsWithTheVolume() throws Exception {
        needs(Feature.WRITE);
        file("/a", "old");
        Volume second = mount();
        List<Node> uploads = new ArrayList<>();
        for (String name : new String[] {"/a", "/b"}) {
            Node upload = second.open(path(name), Open.replace());
            upload.write(ByteBuffer.wrap(new byte[] {'x'}), 0);
            uploads.add(upload);
        }
        second.close();
        for (Node upload : uploads) {
            upload.close();
        }
        holds("/a", "old");
        lists("/", "a");
    }

    @Test
    default void showsChangesToOtherVolumes() throws Exception {
        needs(Feature.WRITE);
        try (Volume second = mount()) {
            Contents.write(volume(), "/a", "one");
            assertThat(Contents.text(second, "/a")).isEqualTo("one");
            Contents.write(second, "/a", "two");
            holds("/a", "two");
            Contents.delete(second, "/a");
        }
        lists("/");
    }

    @Test
    default void knowsItsSpaceAsDeclared() throws Exception {
        Space space = volume().space();
        if (has(Feature.SPACE)) {
            assertThat(space.totalBytes()).isPositive();
            assertThat(space.freeBytes()).isBetween(0L, space.totalBytes());
        } else {
            assertThat(space).isEqualTo(Space.UNKNOWN);
        }
    }

    @Test
    default void hasNoExtensionOfUnknownType() {
        assertThat(volume().extension(LifeContract.class)).isEmpty();
    }

    private static WritableByteChannel sink() {
        return Channels.newChannel(new ByteArrayOutputStream());
    }
}

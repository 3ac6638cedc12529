// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A storage without {@link Feature#WRITE} refuses every change, and says why. */
public interface ReadOnlyContract extends ContractFixture {

    @ParameterizedTest
    @EnumSource(
            value = Access.class,
            names = {"WRITE", "APPEND", "ATTRIBUTES", "DELETE"})
    default void opensNothingForAChange(Access access) throws Exception {
        sampleTree();
        for (String path : new String[] {"/a", "/d", "/d/b"}) {
            refused(() -> volume().open(path(path), open(access)), Reason.READ_ONLY, Reason.NOT_SUPPORTED);
        }
        sampleTreeIsWhole();
    }

    @ParameterizedTest
    @EnumSource(
            value = Disposition.class,
            names = {"CREATE", "OPEN_OR_CREATE", "REPLACE"})
    default void createsNothing(Disposition disposition) throws Exception {
        sampleTree();
        for (Kind kind : Kind.values()) {
            Open how = new Open(EnumSet.of(Access.READ), disposition, kind);
            refused(() -> volume().open(path("/new"), how), Reason.READ_ONLY, Reason.NOT_SUPPORTED);
        }
        sampleTreeIsWhole();
    }

    @Test
    default void changesNothingThroughAReader() throws Exception {
        sampleTree();
        try (Node file = volume().open(path("/a"), Open.read());
                Node directory = volume().open(path("/d"), Open.list())) {
            for (Node node : List.of(file, directory)) {
                changed(() -> node.change(AttributeChanges.mode(0)));
                changed(() -> node.rename(path("/new"), true));
                changed(node::delete);
            }
            changed(() -> file.write(ByteBuffer.allocate(1), 0));
            changed(() -> file.resize(0));
        }
        sampleTreeIsWhole();
    }

    private void changed(Call call) {
        refused(call, Reason.READ_ONLY, Reason.NOT_SUPPORTED, Reason.ACCESS_DENIED);
    }

    private void sampleTree() throws Exception {
        assumeFalse(has(Feature.WRITE), "the storage takes changes");
        populate(List.of(
                new Sample(path("/a"), new byte[] {'a'}),
                new Sample(path("/d"), null),
                new Sample(path("/d/b"), new byte[] {'b'})));
    }

    private void sampleTreeIsWhole() throws Exception {
        lists("/", "a", "d");
        lists("/d", "b");
        holds("/a", "a");
        Contents.attributes(volume(), "/d/b");
    }
}

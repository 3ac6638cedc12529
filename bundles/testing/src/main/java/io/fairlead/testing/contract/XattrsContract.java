// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.testing.Contents;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Extended attributes. */
public interface XattrsContract extends ContractFixture {
    private Xattrs xattrs() {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        return extension(Feature.XATTRS, Xattrs.class);
    }

    private void set(String path, String name, String value) throws StorageException {
        Map<String, byte[]> changes = new HashMap<>();
        changes.put(name, value == null ? null : bytes(value));
        set(path, changes);
    }

    private void set(String path, Map<String, byte[]> changes) throws StorageException {
        try (Node node = volume().open(path(path), Open.attributes())) {
            xattrs().set(node, changes);
        }
    }

    /** Names and values as text. */
    private Map<String, String> get(String path) throws StorageException {
        Map<String, String> texts = new TreeMap<>();
        try (Node node = volume().open(path(path), open(Access.READ))) {
            xattrs().get(node).forEach((name, value) -> texts.put(name, new String(value, StandardCharsets.UTF_8)));
        }
        return texts;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    default void keepsExtendedAttributes() throws Exception {
        xattrs();
        file("/a", "content");
        directory("/d");
        for (String path : List.of("/a", "/d")) {
            assertThat(get(path)).isEmpty();
            set(path, Map.of("one", bytes("1"), "two", bytes("second")));
            set(path, "none", "");
            Map<String, String> none = keepsEmptyXattrs() ? Map.of("none", "") : Map.of();
            Map<String, String> expected = new HashMap<>(none);
            expected.putAll(Map.of("one", "1", "two", "second"));
            assertThat(get(path)).isEqualTo(expected);
            set(path, "one", "changed");
            expected.put("one", "changed");
            assertThat(get(path)).isEqualTo(expected);
        }
        holds("/a", "content");
        lists("/", "a", "d");
    }

    @Test
    default void keepsAnyBytes() throws Exception {
        xattrs();
        file("/a", "content");
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        set("/a", Map.of("binary", all));
        try (Node node = volume().open(path("/a"), open(Access.READ))) {
            byte[] got = xattrs().get(node).get("binary");
            assertThat(got).isEqualTo(all);
            got[0] = 1;
            assertThat(xattrs().get(node).get("binary")).isEqualTo(all);
        }
    }

    @Test
    default void removesExtendedAttributes() throws Exception {
        xattrs();
        file("/a", "content");
        set("/a", Map.of("one", bytes("1"), "two", bytes("2")));
        set("/a", "ONE", null);
        set("/a", "never there", null);
        assertThat(get("/a")).isEqualTo(Map.of("two", "2"));
    }

    @Test
    default void tellsExtendedAttributesApartWithoutCase() throws Exception {
        xattrs();
        file("/a", "content");
        set("/a", "First", "1");
        set("/a", "fIRST", "2");
        assertThat(get("/a")).isEqualTo(Map.of("First", "2"));
    }

    @Test
    default void setsAllExtendedAttributesOrNone() throws Exception {
        xattrs();
        file("/a", "content");
        set("/a", Map.of("one", bytes("1"), "two", bytes("2")));
        Map<String, byte[]> bad = new HashMap<>();
        bad.put("one", bytes("changed"));
        bad.put("two", null);
        for (String name : List.of("", "a\0b", "n".repeat(Xattrs.LONGEST_NAME + 1))) {
            Map<String, byte[]> changes = new HashMap<>(bad);
            changes.put(name, bytes("x"));
            refused(() -> set("/a", changes), Reason.NAME_INVALID);
        }
        bad.put("large", new byte[Xattrs.LARGEST_BYTES]);
        refused(() -> set("/a", bad), Reason.NO_SPACE);
        assertThat(get("/a")).isEqualTo(Map.of("one", "1", "two", "2"));
    }

    @Test
    default void takesMuchOrSaysSo() throws Exception {
        xattrs();
        file("/a", "content");
        for (int size : new int[] {3000, 20_000, 60_000}) {
            set("/a", "value", "small");
            try {
                set("/a", Map.of("value", new byte[size]));
                assertThat(get("/a").get("value")).hasSize(size);
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.NO_SPACE);
                assertThat(get("/a")).isEqualTo(Map.of("value", "small"));
            }
        }
        for (String name :
                List.of("\u00e4\u4e2d \ud83d\ude00", "user.x", ".", "a/b", "n".repeat(200), "n".repeat(255))) {
            try {
                set("/a", name, "named");
                assertThat(get("/a")).containsEntry(name, "named");
                set("/a", name, null);
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.NO_SPACE);
                assertThat(name).hasSizeGreaterThan(200);
            }
            assertThat(get("/a")).containsOnlyKeys("value");
        }
    }

    @Test
    default void takesExtendedAttributesAlong() throws Exception {
        xattrs();
        file("/a", "content");
        file("/b", "content");
        set("/a", "of", "a");
        set("/b", "of", "b");
        Contents.rename(volume(), "/a", "/b", true);
        assertThat(get("/b")).isEqualTo(Map.of("of", "a"));
        Contents.write(volume(), "/b", "uploaded");
        assertThat(get("/b")).isEmpty();
        set("/b", "of", "b");
        Contents.delete(volume(), "/b");
        file("/b", "new");
        assertThat(get("/b")).isEmpty();
    }

    @Test
    default void setsExtendedAttributesByRight() throws Exception {
        xattrs();
        file("/a", "content");
        Map<String, byte[]> changes = Map.of("one", bytes("1"));
        for (Access access : List.of(Access.READ, Access.DELETE)) {
            try (Node node = volume().open(path("/a"), open(access))) {
                refused(() -> xattrs().set(node, changes), Reason.ACCESS_DENIED);
            }
        }
        assertThat(get("/a")).isEmpty();
        try (Node node = volume().open(path("/a"), open(Access.WRITE))) {
            xattrs().set(node, changes);
            assertThat(xattrs().get(node)).containsOnlyKeys("one");
        }
        Node closed = volume().open(path("/a"), Open.attributes());
        closed.close();
        refused(() -> xattrs().set(closed, changes), Reason.STALE);
        refused(() -> xattrs().get(closed), Reason.STALE);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of a supplemented storage work with. */
abstract class MetadataSuite {
    static final Instant BORN = Instant.parse("1999-12-31T23:59:59.123456Z");
    static final Identity USER = Identity.of("tester");

    Storage below;
    SupplementedStorage storage;
    Volume volume;

    /** The storage to supplement, empty. */
    abstract Storage lacking() throws Exception;

    @BeforeEach
    void open() throws Exception {
        below = lacking();
        remount();
    }

    @AfterEach
    void close() throws Exception {
        volume.close();
    }

    /** As after a restart: nothing is known from memory. */
    void remount() throws StorageException {
        if (volume != null) {
            volume.close();
        }
        storage = new SupplementedStorage(below, task -> {});
        volume = storage.mount(USER);
    }

    static VPath path(String text) {
        return HiddenFiles.path(text);
    }

    Node any(String path) throws StorageException {
        Set<Access> access = EnumSet.of(Access.ATTRIBUTES, Access.DELETE);
        return volume.open(path(path), new Open(access, Open.Disposition.OPEN, Open.Kind.ANY));
    }

    void flags(String path, int flags) throws StorageException {
        try (Node node = any(path)) {
            node.change(new AttributeChanges(BORN, null, null, flags, null));
        }
    }

    Attributes attributes(String path) throws StorageException {
        return volume.attributes(path(path));
    }

    Xattrs xattrs() {
        return volume.extension(Xattrs.class).orElseThrow();
    }

    Streams streams() {
        return volume.extension(Streams.class).orElseThrow();
    }

    void xattr(String path, String name, String value) throws StorageException {
        try (Node node = any(path)) {
            xattrs().set(node, Collections.singletonMap(name, value == null ? null : bytes(value)));
        }
    }

    Map<String, String> xattrs(String path) throws StorageException {
        try (Node node = any(path)) {
            return xattrs().get(node).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, each -> new String(each.getValue(), StandardCharsets.UTF_8)));
        }
    }

    void stream(String path, String name, String content) throws StorageException {
        try (Node node = any(path);
                Node stream = streams().open(node, name, Open.openOrCreate(Access.WRITE))) {
            stream.resize(0);
            stream.write(ByteBuffer.wrap(bytes(content)), 0);
        }
    }

    String stream(String path, String name) throws StorageException {
        try (Node node = any(path);
                Node stream = streams().open(node, name, Open.read())) {
            return Contents.text(stream);
        }
    }

    Set<String> streams(String path) throws StorageException {
        try (Node node = any(path)) {
            return streams().list(node).stream().map(Entry::name).collect(Collectors.toSet());
        }
    }

    /** Gives a file or folder some of everything. */
    void decorate(String path, String value) throws StorageException {
        flags(path, Attributes.HIDDEN | Attributes.ARCHIVE);
        xattr(path, "user", value);
        stream(path, "stream", value);
    }

    void isDecorated(String path, String value) throws StorageException {
        assertThat(attributes(path).dosFlags()).as(path).isEqualTo(Attributes.HIDDEN | Attributes.ARCHIVE);
        assertThat(attributes(path).created()).as(path).isEqualTo(BORN);
        assertThat(xattrs(path)).as(path).isEqualTo(Map.of("user", value));
        assertThat(streams(path)).as(path).containsExactly("stream");
        assertThat(stream(path, "stream")).as(path).isEqualTo(value);
    }

    void isBare(String path) throws StorageException {
        assertThat(attributes(path).dosFlags()).as(path).isZero();
        assertThat(attributes(path).created()).as(path).isNotEqualTo(BORN);
        assertThat(xattrs(path)).as(path).isEmpty();
        assertThat(streams(path)).as(path).isEmpty();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As another program does. */
    interface Outside {
        void act(Volume volume) throws StorageException;
    }

    void outside(Outside act) throws StorageException {
        try (Volume direct = below.mount(USER)) {
            act.act(direct);
        }
    }

    static void isRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Reason... reasons) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.reason())
                .isIn((Object[]) reasons));
    }
}

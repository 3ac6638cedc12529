// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.ForwardingStorage;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.core.arbiter.LeaseBook;
import io.fairlead.storage.memory.MemoryStorage;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that others take for gone touches the storage no more, by whatever operation. */
@Timeout(60)
class TenureTest extends ExportFixture {
    /** Of {@link OpenFile}: what asks nobody, or only ends something. */
    private static final Set<String> HARMLESS = Set.of(
            "openId",
            "path",
            "stream",
            "id",
            "created",
            "lease",
            "abort",
            "close",
            "park",
            "unlock",
            "isDeletePending",
            "leftOut");

    /** Of {@link ExportVolume}. */
    private static final Set<String> HARMLESS_OF_VOLUME = Set.of("user", "extension", "close");

    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean tenured = true;

    /** An operation by the name of its method. */
    private interface Operation {
        void run() throws Exception;
    }

    @Override
    Storage storage() {
        return new Recording(new MemoryStorage());
    }

    @Override
    Arbiter arbiter(Storage exported) {
        return new Arbiter("untenured", Tables.local(exported.features(), LeaseBook.NONE), () -> tenured);
    }

    /** Counts each call that reaches the storage, but those that let go of something. */
    private final class Recording extends ForwardingStorage {
        private final Map<Node, Node> bare = Collections.synchronizedMap(new IdentityHashMap<>());

        Recording(Storage delegate) {
            super(delegate);
        }

        @Override
        protected Volume wrap(Volume volume) {
            return counted(Volume.class, volume);
        }

        private Xattrs bare(Xattrs below) {
            return new Xattrs() {
                @Override
                public Map<String, byte[]> get(Node node) throws StorageException {
                    return below.get(bare.get(node));
                }

                @Override
                public void set(Node node, Map<String, byte[]> changes) throws StorageException {
                    below.set(bare.get(node), changes);
                }
            };
        }

        private <T> T counted(Class<T> type, T below) {
            return type.cast(
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                        if (!Set.of("close", "abort", "id", "created", "extension", "hashCode", "equals", "toString")
                                .contains(method.getName())) {
                            calls.incrementAndGet();
                        }
                        try {
                            Object result = method.invoke(below, args);
                            if (args != null && args[0] == Xattrs.class) {
                                return ((Optional<?>) result).map(found -> bare((Xattrs) found));
                            }
                            if (!(result instanceof Node node)) {
                                return result;
                            }
                            Node counted = counted(Node.class, node);
                            bare.put(counted, node);
                            return counted;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }

    @Test
    void noOperationOnAnOpenFileReachesTheStorage() throws Exception {
        file("/a", "x");
        OpenFile file = open(alice, "/a", Access.READ, Access.WRITE, Access.DELETE, Access.ATTRIBUTES);
        OpenFile folder = open(alice, "/", Access.READ);
        OpenFile other = open(alice, "/a", Access.READ);
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("kind", file::kind);
        all.put("attributes", file::attributes);
        all.put("opened", file::opened);
        all.put("attributesAtOpen", file::attributesAtOpen);
        all.put("isEmpty", folder::isEmpty);
        all.put("size", file::size);
        all.put("checkRead", () -> file.checkRead(ByteRange.ALL));
        all.put("change", () -> file.change(AttributeChanges.NONE));
        all.put("read", () -> file.read(ByteBuffer.allocate(1), 0));
        all.put("transferTo", () -> file.transferTo(0, 1, Channels.newChannel(new ByteArrayOutputStream())));
        all.put("announce", () -> file.announce(1));
        all.put("write", () -> file.write(ByteBuffer.allocate(1), 0));
        all.put("resize", () -> file.resize(0));
        all.put("sync", file::sync);
        all.put("next", () -> folder.next(1));
        all.put("rewind", folder::rewind);
        all.put("rename", () -> file.rename(path("/b"), false));
        all.put("delete", file::delete);
        all.put("deleteOnClose", () -> file.deleteOnClose(true));
        all.put("renameStream", () -> file.renameStream("s", false));
        all.put("link", () -> file.link(path("/b"), false));
        all.put("linkTarget", () -> file.linkTarget("/b"));
        all.put("streams", file::streams);
        all.put("xattrs", file::xattrs);
        all.put("xattrs(2)", () -> file.xattrs(Map.of("user.a", new byte[1])));
        SecurityDescriptor descriptor = SecurityDescriptor.of(null, null, null);
        all.put("security", file::security);
        all.put("security(2)", () -> file.security(descriptor, SecurityDescriptor.DACL));
        all.put("grantedAccess", file::grantedAccess);
        all.put("copyFrom", () -> file.copyFrom(other, 0, 0, 1));
        all.put("watch", () -> folder.watch(false, change -> {}));
        all.put("lock", () -> file.lock(ByteRange.ALL, true, Duration.ZERO));
        assertThat(methods(OpenFile.class, HARMLESS)).as("each is tried").isSubsetOf(all.keySet());
        checkRefused(all);
        for (OpenFile open : List.of(file, folder, other)) {
            open.close();
        }
        assertThat(text("/a")).isEqualTo("x");
    }

    @Test
    void noOperationOnAVolumeReachesTheStorage() throws Exception {
        file("/a", "x");
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("attributes", () -> alice.attributes(path("/a")));
        all.put("attributes(2)", () -> alice.attributes(path("/a"), Links.ITSELF));
        all.put("open", () -> alice.open(path("/a"), Open.read()));
        all.put("open(2)", () -> alice.open(path("/new"), OpenRequest.shared(Open.replace())));
        all.put("grantedAccess", () -> alice.grantedAccess(path("/a"), Links.FOLLOW));
        all.put("isReadable", () -> alice.isReadable(path("/a")));
        all.put("space", alice::space);
        all.put("watch", () -> alice.watch(path("/"), true, change -> {}));
        all.put("changes", () -> alice.changes(path("/"), true, 1, Duration.ZERO));
        all.put("links", () -> alice.extension(Symlinks.class).orElseThrow().create(path("/l"), "/a"));
        all.put("quotas", alice::quotas);
        all.put("asOf", () -> alice.asOf(Instant.EPOCH));
        all.put("times", () -> alice.extension(Snapshots.class).orElseThrow().times(path("/a")));
        assertThat(methods(ExportVolume.class, HARMLESS_OF_VOLUME)).isSubsetOf(all.keySet());
        checkRefused(all);
    }

    @Test
    void nothingIsPublishedOrDeletedByAClose() throws Exception {
        file("/doomed", "x");
        OpenFile upload = alice.open(path("/new"), OpenRequest.shared(Open.replace()));
        write(upload, "x");
        OpenFile doomed = open(alice, "/doomed", Access.DELETE);
        doomed.deleteOnClose(true);
        checkRefused(Map.of("publish", upload::close, "delete", doomed::close));
        refused(Reason.NOT_FOUND, () -> alice.attributes(path("/new")));
        assertThat(text("/doomed")).isEqualTo("x");
        open(alice, "/doomed", Access.READ).close();
    }

    @Test
    void aParkedOpenIsNotTakenBackEither() throws Exception {
        file("/a", "x");
        ParkedOpen.Key key = new ParkedOpen.Key("smb", 1, 1);
        open(alice, "/a", Access.READ).park(key, Duration.ofMinutes(1), new byte[0]);
        tenured = false;
        int before = calls.get();
        refused(Reason.UNAVAILABLE, () -> export.reclaim(key, alice));
        assertThat(calls).hasValue(before);
        tenured = true;
        OpenFile back = export.reclaim(key, alice).file(); // it has waited
        back.close();
    }

    private void checkRefused(Map<String, ? extends Operation> all) throws Exception {
        int before = calls.get();
        tenured = false;
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, ? extends Operation> one : all.entrySet()) {
            String how = "was let through";
            try {
                one.getValue().run();
            } catch (StorageException e) {
                how = e.reason() == Reason.UNAVAILABLE ? "" : e.toString();
            }
            int seen = calls.getAndSet(before) - before;
            if (!how.isEmpty() || seen > 0) {
                wrong.add(one.getKey() + " " + how + ", " + seen + " calls of the storage");
            }
        }
        tenured = true;
        assertThat(wrong).isEmpty();
    }

    private static Set<String> methods(Class<?> type, Set<String> without) {
        Set<String> names = new TreeSet<>();
        for (Method method : type.getMethods()) {
            if (!without.contains(method.getName()) && !Modifier.isStatic(method.getModifiers())) {
                names.add(method.getName());
            }
        }
        return names;
    }
}

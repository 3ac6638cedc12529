// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.FaultyStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The machine stops at every change of the storage in turn, and every call of it fails in turn; what is there then, and at
 * the next start, is right.
 */
class CrashTest extends MetadataSuite {
    /** Kinds of storages. */
    enum Kind {
        BY_ID,
        BY_ID_WITHOUT_BIRTHS,
        BY_PATH,
        BY_PATH_WITHOUT_BIRTHS,
        BY_PATH_IN_STEPS;

        Storage storage() {
            MemoryStorage memory = new MemoryStorage();
            return switch (this) {
                case BY_ID -> StrippedStorage.of(memory);
                case BY_ID_WITHOUT_BIRTHS -> new StrippedStorage(memory, StrippedStorage.METADATA, false);
                case BY_PATH -> StrippedStorage.of(memory, Feature.STABLE_IDS);
                case BY_PATH_WITHOUT_BIRTHS ->
                    new StrippedStorage(
                            StrippedStorage.of(memory, Feature.STABLE_IDS), StrippedStorage.METADATA, false);
                case BY_PATH_IN_STEPS -> StrippedStorage.of(memory, Feature.STABLE_IDS, Feature.ATOMIC_REPLACE);
            };
        }
    }

    /** What may be tried. */
    interface Step {
        void run() throws StorageException;
    }

    @Override
    Storage lacking() {
        return Kind.BY_ID.storage();
    }

    @Override
    @BeforeEach
    void open() {
        // each round has a storage of its own
    }

    @Override
    void close() {
        // likewise
    }

    private void crashing(Kind kind, Step before, Step crashing, Step after) throws Exception {
        boolean crashed = true;
        for (int changes = 0; crashed; changes++) {
            CrashingStorage crash = new CrashingStorage(kind.storage());
            start(crash, before);
            crash.crashAfter(changes);
            try {
                crashing.run();
            } catch (StorageException e) {
                assertThat(crash.hasCrashed()).as(e.getMessage()).isTrue();
            }
            crashed = crash.hasCrashed();
            volume.close();
            crash.crashAfter(Integer.MAX_VALUE);
            remount();
            check(after, changes + " changes");
            assertThat(changes).isLessThan(1000);
        }
        failing(kind, before, crashing, after);
    }

    private void failing(Kind kind, Step before, Step failing, Step after) throws Exception {
        boolean failed = true;
        for (int call = 1; failed; call++) {
            FaultyStorage faulty = new FaultyStorage(kind.storage());
            start(faulty, before);
            faulty.failAt(call, Reason.IO);
            try {
                failing.run();
            } catch (StorageException e) {
                assertThat(faulty.hasFailed()).as(e.getMessage()).isTrue();
            }
            failed = faulty.hasFailed();
            faulty.failAt(Long.MAX_VALUE, Reason.IO);
            check(after, "a failure of call " + call);
            assertThat(call).isLessThan(1000);
        }
    }

    private void start(Storage fresh, Step before) throws StorageException {
        below = fresh;
        volume = null;
        remount();
        before.run();
        remount();
    }

    private void check(Step after, String when) throws StorageException {
        try {
            after.run();
            storage.sweep(USER);
            after.run();
            remount();
            after.run();
        } catch (AssertionError | StorageException e) {
            throw new AssertionError("after " + when, e);
        }
        volume.close();
    }

    private boolean isThere(String path) throws StorageException {
        return Contents.exists(volume, path);
    }

    @ParameterizedTest
    @EnumSource
    void duringARename(Kind kind) throws Exception {
        crashing(
                kind,
                () -> {
                    Contents.makeDirectory(volume, "/d");
                    Contents.write(volume, "/a", "content");
                    decorate("/a", "one");
                },
                () -> Contents.rename(volume, "/a", "/d/b", false),
                () -> isDecorated(isThere("/a") ? "/a" : "/d/b", "one"));
    }

    @ParameterizedTest
    @EnumSource
    void duringARenameThatReplaces(Kind kind) throws Exception {
        crashing(
                kind,
                () -> {
                    Contents.write(volume, "/a", "content");
                    Contents.write(volume, "/b", "to go");
                    decorate("/a", "one");
                    decorate("/b", "two");
                },
                () -> Contents.rename(volume, "/a", "/b", true),
                () -> {
                    if (isThere("/a")) {
                        isDecorated("/a", "one");
                        isDecorated("/b", "two");
                    } else {
                        isDecorated("/b", "one");
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void duringARenameOfSomethingBareThatReplaces(Kind kind) throws Exception {
        crashing(
                kind,
                () -> {
                    Contents.write(volume, "/a", "content");
                    Contents.write(volume, "/b", "to go");
                    decorate("/b", "two");
                },
                () -> Contents.rename(volume, "/a", "/b", true),
                () -> {
                    if (isThere("/a")) {
                        isBare("/a");
                        isDecorated("/b", "two");
                    } else {
                        isBare("/b");
                    }
                });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BY_ID_WITHOUT_BIRTHS") // a folder is told by its name there
    void duringARenameOfAFolder(Kind kind) throws Exception {
        crashing(
                kind,
                () -> {
                    Contents.makeDirectory(volume, "/d");
                    Contents.makeDirectory(volume, "/d/e");
                    Contents.write(volume, "/d/e/a", "content");
                    decorate("/d/e/a", "one");
                    decorate("/d", "two");
                },
                () -> Contents.rename(volume, "/d", "/f", false),
                () -> {
                    String folder = isThere("/d") ? "/d" : "/f";
                    isDecorated(folder, "two");
                    isDecorated(folder + "/e/a", "one");
                });
    }

    @ParameterizedTest
    @EnumSource
    void duringAnUpload(Kind kind) throws Exception {
        crashing(
                kind,
                () -> {
                    Contents.write(volume, "/a", "content");
                    decorate("/a", "one");
                },
                () -> Contents.write(volume, "/a", "new content"),
                () -> {
                    if (Contents.text(volume, "/a").equals("content")) {
                        isDecorated("/a", "one");
                    } else {
                        isBare("/a");
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void duringADeletion(Kind kind) throws Exception {
        crashing(
                kind,
                () -> {
                    Contents.write(volume, "/a", "content");
                    decorate("/a", "one");
                },
                () -> Contents.delete(volume, "/a"),
                () -> {
                    if (isThere("/a") && attributes("/a").isFile()) {
                        isDecorated("/a", "one");
                        return;
                    }
                    if (!isThere("/a")) {
                        Contents.makeDirectory(volume, "/a");
                    }
                    isBare("/a");
                });
    }

    @ParameterizedTest
    @EnumSource
    void whileXattrsAndFlagsAreSet(Kind kind) throws Exception {
        crashing(
                kind,
                () -> {
                    Contents.write(volume, "/a", "content");
                    decorate("/a", "one");
                },
                () -> {
                    xattr("/a", "more", "x");
                    flags("/a", 0);
                },
                () -> {
                    Map<String, String> all = xattrs("/a");
                    int flags = attributes("/a").dosFlags();
                    assertThat(all).isIn(Map.of("user", "one"), Map.of("user", "one", "more", "x"));
                    assertThat(flags).isIn(0, Attributes.HIDDEN | Attributes.ARCHIVE);
                    assertThat(flags == 0 && all.size() == 1).isFalse();
                    assertThat(stream("/a", "stream")).isEqualTo("one");
                });
    }

    @ParameterizedTest
    @EnumSource
    void whileStreamsComeAndGo(Kind kind) throws Exception {
        crashing(
                kind,
                () -> {
                    Contents.write(volume, "/a", "content");
                    decorate("/a", "one");
                },
                () -> {
                    stream("/a", "second", "two");
                    try (var node = any("/a")) {
                        streams().rename(node, "second", "stream", true);
                    }
                },
                () -> {
                    List<String> all = new ArrayList<>(streams("/a"));
                    assertThat(all).contains("stream").hasSizeLessThan(3);
                    assertThat(stream("/a", "stream")).isIn("one", "two");
                    if (all.size() == 2) {
                        assertThat(stream("/a", "second")).isIn("", "two", "again");
                    }
                    assertThat(xattrs("/a")).isEqualTo(Map.of("user", "one"));
                    stream("/a", "second", "again");
                    assertThat(stream("/a", "second")).isEqualTo("again");
                    assertThat(stream("/a", "stream")).isIn("one", "two");
                });
    }
}

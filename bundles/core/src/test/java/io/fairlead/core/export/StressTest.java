// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.OpenRequest.Share;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Exports;
import io.fairlead.core.arbiter.ShareMode;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.contract.Parallel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions do all they can to a handful of names; between the rounds what is open must fit together. */
class StressTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 40;
    private static final int STEPS = 60;
    private static final int OPENS_EACH = 6;
    private static final String[] FOLDERS = {"/d", "/e", "/d/f"};
    private static final String[] FILES = {"/a", "/b", "/d/a", "/e/b", "/d/f/a"};

    private static final Disposition[] DISPOSITIONS = {
        Disposition.OPEN, Disposition.CREATE, Disposition.OPEN_OR_CREATE // REPLACE has a step of its own
    };

    private ArbitratedExport export;

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, false", "4, false"})
    void fitsTogether(long seed, boolean stableIds) throws Exception {
        Storage memory = new MemoryStorage();
        CountingStorage below = new CountingStorage(stableIds ? memory : new PathIdStorage(memory, true));
        export = Exports.over(below).build();
        Arbiter arbiter = export.arbiter();
        Actor[] actors = new Actor[THREADS];
        for (int i = 0; i < THREADS; i++) {
            actors[i] = new Actor(export.mount(Identity.of("user" + i)), new Random(seed * 1000 + i));
        }
        for (int round = 0; round < ROUNDS; round++) {
            Parallel.run(THREADS, thread -> actors[thread].act());
            checkModes(actors, stableIds);
            for (Actor actor : actors) {
                actor.checkPaths();
            }
        }
        for (Actor actor : actors) {
            actor.volume.close();
        }
        assertThat(arbiter.opens.isEmpty()).as("tables are empty").isTrue();
        below.checkNoOpenNodes();
        below.checkNoOpenVolumes();
        try (ExportVolume last = export.mount(Identity.of("last"))) {
            for (String name : Contents.names(last, "/")) {
                last.open(VPath.of("/" + name), ExportFixture.request(ExportFixture.NONE, Access.READ, Access.DELETE))
                        .close();
            }
        }
        export.close();
    }

    /** What is open of one file fits together; files are told apart by their place where ids are not stable. */
    private static void checkModes(Actor[] actors, boolean stableIds) throws StorageException {
        Map<Object, List<ShareMode>> byFile = new HashMap<>();
        for (Actor actor : actors) {
            for (OpenFile file : actor.opens) {
                LocalOpen open = ((ArbitratedFile) file).localOpen();
                if (!open.upload && (stableIds || !open.guard().isUnlinked())) {
                    byFile.computeIfAbsent(stableIds ? file.id() : file.path(), key -> new ArrayList<>())
                            .add(open.record().mode());
                }
            }
        }
        for (List<ShareMode> modes : byFile.values()) {
            for (int i = 0; i < modes.size(); i++) {
                for (int j = 0; j < i; j++) {
                    assertThat(modes.get(i).conflictsWith(modes.get(j)))
                            .as("%s against %s", modes.get(i), modes.get(j))
                            .isFalse();
                }
            }
        }
    }

    /** One session and what it has open. */
    private static final class Actor {
        final ExportVolume volume;
        final Random random;
        final List<OpenFile> opens = new ArrayList<>();

        Actor(ExportVolume volume, Random random) {
            this.volume = volume;
            this.random = random;
        }

        void act() {
            for (int i = 0; i < STEPS; i++) {
                try {
                    step();
                } catch (StorageException e) {
                    // refusals are the point; what must not be is checked afterwards
                    switch (e.reason()) {
                        case IO, UNAVAILABLE, NO_SPACE, QUOTA -> throw new AssertionError(e);
                        default -> {}
                    }
                }
            }
        }

        private void step() throws StorageException {
            boolean openMore = opens.size() < OPENS_EACH;
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> open(openMore, pick(FILES), Kind.FILE);
                case 3 -> open(openMore, pick(FOLDERS), Kind.DIRECTORY);
                case 4 -> openRandom(openMore, OpenRequest.shared(Open.replace()), pick(FILES));
                case 5 -> any().rename(VPath.of(pick(random.nextInt(3) == 0 ? FOLDERS : FILES)), random.nextBoolean());
                case 6 -> any().delete();
                case 7 -> any().deleteOnClose(random.nextBoolean());
                case 8 ->
                    any().lock(
                                    new ByteRange(random.nextInt(10), 1 + random.nextInt(5)),
                                    random.nextBoolean(),
                                    Duration.ofMillis(random.nextInt(2)));
                case 9 -> ExportFixture.write(any(), "content");
                default -> close();
            }
        }

        private void open(boolean openMore, String name, Kind kind) throws StorageException {
            Set<Access> access = subset(Access.class);
            Disposition disposition = DISPOSITIONS[random.nextInt(DISPOSITIONS.length)];
            OpenRequest request =
                    OpenRequest.shared(new Open(access, disposition, kind)).withShare(subset(Share.class));
            openRandom(openMore, random.nextInt(4) == 0 && kind == Kind.FILE ? request.withTruncate() : request, name);
        }

        private void openRandom(boolean openMore, OpenRequest request, String name) throws StorageException {
            if (openMore) {
                opens.add(volume.open(VPath.of(name), request));
            }
        }

        private OpenFile any() throws StorageException {
            if (opens.isEmpty()) {
                opens.add(volume.open(VPath.ROOT, Open.list()));
            }
            return opens.get(random.nextInt(opens.size()));
        }

        private void close() throws StorageException {
            if (!opens.isEmpty()) {
                OpenFile file = opens.remove(random.nextInt(opens.size()));
                if (random.nextInt(4) == 0) {
                    file.abort();
                }
                file.close();
            }
        }

        private <E extends Enum<E>> Set<E> subset(Class<E> type) {
            Set<E> subset = EnumSet.allOf(type);
            subset.removeIf(one -> random.nextInt(3) == 0);
            return subset;
        }

        private String pick(String[] names) {
            return names[random.nextInt(names.length)];
        }

        /** What is open and still has a name is found under the path it says. */
        void checkPaths() throws StorageException {
            for (OpenFile file : opens) {
                LocalOpen open = ((ArbitratedFile) file).localOpen();
                if (!open.guard().isUnlinked() && !open.upload) {
                    assertThat(volume.attributes(file.path()).id())
                            .as(file.path().toString())
                            .isEqualTo(file.attributes().id());
                }
            }
        }
    }
}

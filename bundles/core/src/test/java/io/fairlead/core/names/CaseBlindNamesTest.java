// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.contract.Parallel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** By the storage's own volume, as the Export uses it. */
class CaseBlindNamesTest {
    private static final Open CREATE = new Open(EnumSet.of(Access.WRITE), Disposition.CREATE, Kind.FILE);

    private final MemoryStorage storage = new MemoryStorage();
    private final CaseBlindNames names = new CaseBlindNames(storage);
    private Volume volume;

    @BeforeEach
    void mount() throws Exception {
        volume = names.holding(storage.mount(Identity.of("alice"), LinkPolicy.STOP));
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        assertThat(names.isIdle()).isTrue();
        volume.close();
        names.close();
    }

    private static VPath path(String text) throws StorageException {
        return VPath.of(text);
    }

    private String found(String asked) throws StorageException {
        return names.find(volume, path(asked), at -> {
            volume.attributes(at, Links.ITSELF);
            return at.toString();
        });
    }

    private Node open(String asked, Open how) throws StorageException {
        return names.make(volume, path(asked), null, at -> {
            Node node = volume.open(at, how);
            if (node.created()) {
                names.changed(Change.of(Change.Type.CREATED, at));
            }
            return node;
        });
    }

    private void create(String asked) throws StorageException {
        open(asked, CREATE).close();
    }

    private static void refused(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.reason())
                .as(e.toString())
                .isEqualTo(reason));
    }

    @Test
    void findsTheExactNameFirstThenTheSmallest() throws Exception {
        for (String name : new String[] {"/readme", "/README", "/ReadMe"}) {
            Contents.write(volume, name, name);
        }
        assertThat(found("/ReadMe")).isEqualTo("/ReadMe");
        assertThat(found("/rEADmE")).isEqualTo("/README");
        Contents.delete(volume, "/README"); // nobody tells
        assertThat(found("/rEADmE")).isEqualTo("/ReadMe");
        refused(Reason.NOT_FOUND, () -> found("/reedme"));
    }

    @Test
    void findsFoldersOnTheWay() throws Exception {
        Contents.makeDirectory(volume, "/Music");
        Contents.makeDirectory(volume, "/Music/Björk");
        Contents.write(volume, "/Music/Björk/Jóga.flac", "x");
        assertThat(found("/MUSIC/BJÖRK/jóga.FLAC")).isEqualTo("/Music/Björk/Jóga.flac");
        assertThat(found("/Music/BJÖRK/jóga.FLAC")).isEqualTo("/Music/Björk/Jóga.flac");
        refused(Reason.PARENT_NOT_FOUND, () -> found("/MUSIC/Bjork/Jóga.flac"));
        create("/MUSIC/björk/Hunter.flac");
        assertThat(Contents.names(volume, "/Music/Björk")).containsExactlyInAnyOrder("Jóga.flac", "Hunter.flac");
        refused(Reason.NOT_DIRECTORY, () -> create("/music/björk/JÓGA.flac/x"));
    }

    @Test
    void whatExistsInAnotherCaseExists() throws Exception {
        create("/Notes");
        refused(Reason.EXISTS, () -> create("/NOTES"));
        try (Node node = open("/notes", Open.openOrCreate(Access.WRITE))) {
            assertThat(node.created()).isFalse();
        }
        try (Node node = open("/nOTES", Open.replace())) {
            node.write(java.nio.ByteBuffer.wrap(new byte[3]), 0);
        }
        assertThat(Contents.names(volume, "/")).containsExactly("Notes");
        assertThat(volume.attributes(path("/Notes")).size()).isEqualTo(3);
    }

    @Test
    void aRenameOfAFileToItselfChangesItsCase() throws Exception {
        create("/a");
        create("/b");
        try (Node node = volume.open(path("/a"), Open.delete())) {
            names.make(volume, path("/A"), path("/a"), at -> {
                node.rename(at, false);
                names.changed(Change.renamed(path("/a"), at));
                return null;
            });
            assertThat(found("/a")).isEqualTo("/A");
            refused(
                    Reason.EXISTS,
                    () -> names.make(volume, path("/B"), path("/A"), at -> {
                        node.rename(at, false);
                        return null;
                    }));
        }
        assertThat(Contents.names(volume, "/")).containsExactlyInAnyOrder("A", "b");
    }

    @Test
    void anUploadKeepsItsSpellingUntilItIsThere() throws Exception {
        Node first = open("/up", Open.replace());
        Node second = open("/UP", Open.replace());
        first.close();
        create("/other");
        second.close();
        refused(Reason.EXISTS, () -> create("/Up"));
        assertThat(Contents.names(volume, "/")).containsExactlyInAnyOrder("up", "other");
    }

    @Test
    void goesNoFurtherThanALink() throws Exception {
        Contents.makeDirectory(volume, "/Real");
        volume.extension(Symlinks.class).orElseThrow().create(path("/Link"), "Real");
        assertThatThrownBy(() -> found("/LINK/x")).isInstanceOfSatisfying(LinkEncountered.class, met -> {
            assertThat(met.link()).hasToString("/Link");
            assertThat(met.remaining()).containsExactly("x");
        });
        assertThatThrownBy(() -> create("/LINK/x")).isInstanceOf(LinkEncountered.class);
        assertThat(found("/LINK")).isEqualTo("/Link");
        refused(Reason.EXISTS, () -> create("/link"));
    }

    @Test
    void hearsOfWhatExportsDo() throws Exception {
        create("/first");
        refused(Reason.NOT_FOUND, () -> found("/SECOND"));
        Contents.makeDirectory(volume, "/second");
        names.changed(Change.of(Change.Type.CREATED, path("/second")));
        create("/second/file");
        assertThat(found("/SECOND/FILE")).isEqualTo("/second/file");
        Contents.rename(volume, "/second", "/third", false);
        names.changed(Change.renamed(path("/second"), path("/third")));
        refused(Reason.PARENT_NOT_FOUND, () -> found("/SECOND/FILE"));
        assertThat(found("/THIRD/FILE")).isEqualTo("/third/file");
        Contents.makeDirectory(volume, "/second");
        names.changed(Change.of(Change.Type.CREATED, path("/second")));
        refused(Reason.NOT_FOUND, () -> found("/SECOND/FILE"));
    }

    /** In a folder that is known, whoever makes a file looks for the folder, and for no name in it. */
    @Test
    void aNewNameIsLookedForInTheIndexAlone() throws Exception {
        Contents.makeDirectory(volume, "/d");
        Contents.write(volume, "/d/File", "x");
        create("/d/first");
        List<VPath> looked = new ArrayList<>();
        Volume watched = new ForwardingVolume(volume) {
            @Override
            public Attributes attributes(VPath path, Links last) throws StorageException {
                looked.add(path);
                return super.attributes(path, last);
            }
        };
        String made = names.make(watched, path("/d/second"), null, VPath::toString);
        assertThat(made).isEqualTo("/d/second");
        assertThat(looked).containsExactly(path("/d"));
        assertThat(names.<String>make(watched, path("/d/FILE"), null, VPath::toString))
                .isEqualTo("/d/File");
    }

    @Test
    void aFolderTooLargeForAnIndexIsLookedThrough() throws Exception {
        CaseBlindNames small = new CaseBlindNames(new FolderIndexes(storage, 3));
        for (int i = 0; i < 6; i++) {
            Contents.write(volume, "/File" + i, "x");
        }
        assertThat(small.<String>find(volume, path("/FILE4"), at -> {
                    volume.attributes(at);
                    return at.toString();
                }))
                .isEqualTo("/File4");
        small.close();
    }

    @Test
    void keepsAsManyFoldersAsItMay() throws Exception {
        FolderIndexes indexes = new FolderIndexes(storage, 100);
        for (int i = 0; i < 100; i++) {
            VPath folder = path("/d" + i);
            Contents.makeDirectory(volume, folder.toString());
            Contents.write(volume, folder + "/x", "x");
            Attributes attributes = volume.attributes(folder);
            assertThat(indexes.spellings(volume, folder, attributes, "X")).containsExactly("x");
        }
        assertThat(indexes.folders()).isEqualTo(FolderIndexes.MOST_FOLDERS);
        indexes.close();
        assertThat(indexes.folders()).isZero();
    }

    @RepeatedTest(20)
    void manyWhoMakeOneNameMakeOneFile() throws Exception {
        AtomicInteger made = new AtomicInteger();
        String[] spelled = {"/name", "/NAME", "/Name", "/nAME"};
        Parallel.run(4, thread -> {
            try {
                create(spelled[thread]);
                made.incrementAndGet();
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.EXISTS);
            }
        });
        assertThat(made).hasValue(1);
        assertThat(Contents.names(volume, "/")).hasSize(1);
    }

    @Test
    void whatFailsHoldsNothing() throws Exception {
        refused(
                Reason.IO,
                () -> names.make(volume, path("/x"), null, at -> {
                    throw new StorageException(Reason.IO, "test");
                }));
        assertThat(Set.copyOf(Contents.names(volume, "/"))).isEmpty();
    }
}

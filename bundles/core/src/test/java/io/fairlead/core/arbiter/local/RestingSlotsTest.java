// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Slots of names that nothing needs stay for the next open, few of them, and none where their spelling would stay. */
class RestingSlotsTest {
    private static Passages passages(boolean foldCase) {
        return new Passages(new ReentrantLock(), foldCase, Duration.ofSeconds(1));
    }

    private static NameSlot pass(Passages passages, String path) throws StorageException {
        try (LocalPassage passage = (LocalPassage) passages.enter(VPath.of(path), "", false, Patience.none())) {
            return passage.slot();
        }
    }

    @Test
    void theNextOpenFindsTheSameSlot() throws StorageException {
        Passages passages = passages(false);
        NameSlot first = pass(passages, "/d/e/f");
        assertThat(pass(passages, "/d/e/f")).isSameAs(first);
        assertThat(pass(passages, "/d/e/g").parent()).isSameAs(first.parent());
        assertThat(passages.isEmpty()).isTrue();
        assertThat(pass(passages, "/d/e/f")).isNotSameAs(first);
    }

    @Test
    void areFew() throws StorageException {
        Passages passages = passages(false);
        for (int i = 0; i < 5000; i++) {
            pass(passages, "/d" + i % 7 + "/f" + i);
        }
        AtomicInteger slots = new AtomicInteger();
        for (int i = 0; i < 7; i++) {
            passages.find(VPath.of("/d" + i)).forEachBelow(slot -> slots.incrementAndGet());
        }
        assertThat(slots.get()).isPositive().isLessThanOrEqualTo(1024);
        assertThat(passages.isEmpty()).isTrue();
    }

    @Test
    void stayWhatTheyAreWhenTheirFolderMoves() throws StorageException {
        Passages passages = passages(false);
        NameSlot file = pass(passages, "/d/f");
        NameSlot other = pass(passages, "/e/f");
        file.parent().moveTo(other.parent());
        assertThat(pass(passages, "/e/f").path()).isEqualTo(VPath.of("/e/f"));
        assertThat(pass(passages, "/d/f").path()).isEqualTo(VPath.of("/d/f"));
        assertThat(passages.isEmpty()).isTrue();
    }

    @Test
    void goAtOnceWhereTheNextOpenMaySpellThemOtherwise() throws StorageException {
        Passages passages = passages(true);
        assertThat(pass(passages, "/Folder/File").path()).isEqualTo(VPath.of("/Folder/File"));
        assertThat(pass(passages, "/folder/file").path()).isEqualTo(VPath.of("/folder/file"));
        assertThat(passages.isEmpty()).isTrue();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import static io.fairlead.core.arbiter.ArbiterTables.key;
import static io.fairlead.core.arbiter.ArbiterTables.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deletions that wait, and what has lost its name. */
interface DeletionContract extends ArbiterTables {
    @Test
    default void theLastOpenDeletesByTheNodeThatAsked() throws Exception {
        OpenId deleter = open("/a", key(1), DELETER);
        OpenId reader = open("/a", key(1), READER);
        OpenId parked = open("/a", key(1), READER);
        opens().park(parked, true, false);
        assertThat(opens().pendDeletion(deleter, true)).isEmpty();
        refused(Reason.DELETE_PENDING, () -> open("/a", key(1), READER));
        refused(Reason.DELETE_PENDING, () -> open("/link", key(1), READER));
        try (Passage passage = enter("/a", true)) {
            refused(Reason.DELETE_PENDING, () -> opens().mayMake(passage, READER, false));
        }
        assertThat(opens().closing(deleter)).as("its node is kept").isTrue();
        assertThat(opens().withdraw(deleter)).isEmpty();
        assertThat(opens().opens()).as("it has closed").hasSize(2);
        assertThat(close(reader)).isEmpty();
        try (Passage passage = enter("/a", false)) {
            assertThat(opens().parkedInTheWay(passage, READER, Optional.of(key(1))))
                    .containsExactly(parked);
        }
        assertThat(close(parked)).contains(deleter);
        refused(Reason.DELETE_PENDING, () -> open("/a", key(1), READER));
        unlink(deleter);
        assertThat(opens().forget(deleter)).isEmpty();
        assertThat(opens().isEmpty()).isTrue();
    }

    @Test
    default void deleteOnCloseCountsFromTheCloseOn() throws Exception {
        OpenId deleter =
                admit("/a", record(key(1), DELETER, false, true), false).id();
        OpenId reader = open("/a", key(1), READER);
        assertThat(close(deleter)).isEmpty();
        refused(Reason.DELETE_PENDING, () -> open("/a", key(1), READER));
        assertThat(close(reader)).contains(deleter);
        assertThat(opens().withdraw(deleter)).as("one caller is told").isEmpty();
    }

    @Test
    default void aDeletionTakenBackFreesTheNodeThatWaited() throws Exception {
        OpenId deleter = open("/a", key(1), DELETER);
        OpenId other = open("/a", key(1), DELETER);
        opens().pendDeletion(deleter, true);
        close(deleter);
        assertThat(opens().pendDeletion(other, false)).contains(deleter);
        opens().forget(deleter);
        close(open("/a", key(1), READER));
        assertThat(close(other)).isEmpty();
    }

    @Test
    default void aFileWaitsForItsStreams() throws Exception {
        FileKey stream = new FileKey("storage", key(1).id(), "s");
        OpenId reader = open("/a", stream, READER);
        OpenId deleter =
                admit("/a", record(key(1), DELETER, false, true), false).id();
        assertThat(close(deleter)).isEmpty();
        refused(Reason.DELETE_PENDING, () -> open("/a", stream, READER));
        assertThat(close(reader)).contains(deleter);
    }

    @Test
    default void aStreamThatIsDeletedLetsItsFileGoNext() throws Exception {
        FileKey stream = new FileKey("storage", key(1).id(), "s");
        OpenId reader = admit("/a", record(stream, DELETER, false, true), false).id();
        OpenId deleter =
                admit("/a", record(key(1), DELETER, false, true), false).id();
        assertThat(close(deleter)).isEmpty();
        assertThat(close(reader)).contains(reader);
        unlink(reader);
        assertThat(opens().forget(reader)).contains(deleter);
        unlink(deleter);
        assertThat(opens().forget(deleter)).isEmpty();
        assertThat(opens().isEmpty()).isTrue();
    }

    @Test
    default void anIdUsedAgainIsAnotherFile() throws Exception {
        OpenId gone = open("/a", key(1), EXCLUSIVE);
        unlink(gone);
        OpenRecord next = admit("/b", record(key(1), EXCLUSIVE, false, false), true);
        refused(Reason.IN_USE, () -> open("/b", key(1), READER));
        refused(Reason.STALE, () -> opens().pendDeletion(gone, true));
        assertThat(close(gone)).isEmpty();
        refused(Reason.IN_USE, () -> open("/b", key(1), READER));
        close(next.id());
        assertThat(opens().isEmpty()).isTrue();
    }

    @Test
    default void aFileWithAnotherNameStaysTheSame() throws Exception {
        OpenId open = open("/a", key(1), EXCLUSIVE);
        opens().linked(open);
        unlink(open);
        refused(Reason.IN_USE, () -> open("/link", key(1), READER));
    }

    @Test
    default void nothingIsMadeInAFolderThatGoes() throws Exception {
        OpenId folder = open("/d", key(1), DELETER);
        opens().pendDeletion(folder, true);
        try (Passage passage = enter("/d/new", true)) {
            refused(Reason.DELETE_PENDING, () -> opens().mayMake(passage, READER, false));
            refused(Reason.DELETE_PENDING, () -> opens().mayReplace(passage, false));
        }
    }

    @Test
    default void anUploadKeepsItsFolder() throws Exception {
        OpenId folder = open("/d", key(1), DELETER);
        OpenId upload = upload("/d/a", key(2));
        try (Passage passage = opens().enterRemoval(folder, Patience.none())) {
            refused(Reason.IN_USE, () -> opens().mayRemove(passage));
        }
        close(upload);
        unlink(folder);
    }

    @Test
    default void onlyTheSoleOpenMayBecomeALink() throws Exception {
        OpenId open = open("/a", key(1), READER);
        OpenId other = open("/a", key(1), READER);
        try (Passage passage = opens().enterRemoval(open, Patience.none())) {
            refused(Reason.IN_USE, () -> opens().mayRetarget(passage, open));
            close(other);
            opens().mayRetarget(passage, open);
        }
    }
}

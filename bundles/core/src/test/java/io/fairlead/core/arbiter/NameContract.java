// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import static io.fairlead.core.arbiter.ArbiterTables.key;
import static io.fairlead.core.arbiter.ArbiterTables.path;
import static io.fairlead.core.arbiter.ArbiterTables.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Renames, and opens that are not known. */
interface NameContract extends ArbiterTables {
    @Test
    default void whatIsBelowFollowsARename() throws Exception {
        OpenId folder = open("/d", key(1), DELETER);
        OpenId below = open("/d/e/f", key(2), READER);
        OpenId stream = open("/d/e/f", new FileKey("storage", key(2).id(), "s"), READER);
        rename(folder, "/x", false, false);
        assertThat(opens().path(below)).hasToString("/x/e/f");
        assertThat(opens().path(stream)).hasToString("/x/e/f");
        assertThat(opens().filesAt(path("/x"), true)).contains(key(1), key(2));
        assertThat(opens().filesAt(path("/d"), true)).isEmpty();
        open("/d/e/f", key(3), EXCLUSIVE);
    }

    @Test
    default void keepersStandAgainstARename() throws Exception {
        OpenId folder = open("/d", key(1), DELETER);
        OpenId keeper = open("/d/a", key(2), new ShareMode(ShareMode.READ, ShareMode.READ));
        refused(Reason.IN_USE, () -> rename(folder, "/x", false, false));
        close(keeper);
        OpenId polite = open("/d/a", key(2), READER);
        refused(Reason.IN_USE, () -> rename(folder, "/x", false, true));
        close(polite);
        rename(folder, "/x", false, true);
    }

    @Test
    default void whatIsAtTheTargetStandsAgainstARename() throws Exception {
        OpenId moved = open("/a", key(1), DELETER);
        OpenId polite = open("/b", key(2), READER);
        refused(Reason.IN_USE, () -> rename(moved, "/b", true, true));
        OpenId keeper = open("/b", key(2), new ShareMode(ShareMode.READ, ShareMode.READ));
        refused(Reason.IN_USE, () -> rename(moved, "/b", true, false));
        close(keeper);
        rename(moved, "/b", true, false);
        assertThat(opens().path(moved)).hasToString("/b");
        refused(Reason.STALE, () -> opens().pendDeletion(polite, true)); // it was replaced
        opens().pendDeletion(moved, true);
        OpenId late = open("/c", key(3), DELETER);
        refused(Reason.DELETE_PENDING, () -> rename(late, "/b", true, false));
    }

    @Test
    default void aRenamedStreamIsKnownByItsNewName() throws Exception {
        FileKey before = new FileKey("storage", key(1).id(), "s");
        FileKey after = new FileKey("storage", key(1).id(), "t");
        OpenRecord stream = record(before, DELETER, false, false);
        FileGuard guard;
        try (Passage passage = opens().enter(path("/a"), "s", false, Patience.none())) {
            guard = opens().admit(passage, stream, false);
        }
        try (Passage passage = opens().enterStreamRename(stream.id(), "T", Patience.none())) {
            opens().mayRename(passage, false, false);
            opens().streamRenamed(passage, stream.id(), after);
        }
        assertThat(guard.file()).isEqualTo(after);
        refused(Reason.IN_USE, () -> open("/a", after, EXCLUSIVE));
        close(open("/a", before, EXCLUSIVE));
        close(stream.id());
        assertThat(opens().isEmpty()).isTrue();
    }

    @Test
    default void publicationAndReplacementAsk() throws Exception {
        OpenId upload = upload("/a", key(1));
        OpenId keeper = open("/a", key(2), new ShareMode(ShareMode.READ, ShareMode.READ | ShareMode.WRITE));
        OpenId moved = open("/b", key(3), new ShareMode(ShareMode.DELETE, ShareMode.DELETE));
        try (Passage passage = opens().enterPublication(upload, Patience.none())) {
            opens().mayPublish(passage, upload);
            refused(Reason.IN_USE, () -> opens().mayReplace(passage, true));
            opens().mayReplace(passage, false);
        }
        close(keeper);
        rename(moved, "/a", true, false);
        try (Passage passage = opens().enterPublication(upload, Patience.none())) {
            refused(Reason.IN_USE, () -> opens().mayPublish(passage, upload));
            close(moved);
            opens().mayPublish(passage, upload);
            opens().unlinked(passage);
        }
        opens().withdraw(upload);
        assertThat(opens().isEmpty()).isTrue();
    }

    @Test
    default void anOpenThatIsNotKnownIsStale() throws Exception {
        OpenId open = open("/a", key(1), READER);
        close(open);
        OpenTable table = opens();
        RangeLocks locks = tables().locks();
        ByteRange all = new ByteRange(0, 1);
        for (Call call : List.<Call>of(
                () -> table.enterRemoval(open, Patience.none()),
                () -> table.enterRename(open, path("/b"), Patience.none()),
                () -> table.enterStreamRename(open, "s", Patience.none()),
                () -> table.enterPublication(open, Patience.none()),
                () -> table.park(open, true, false),
                () -> table.handOver(open, ALICE),
                () -> table.linked(open),
                () -> table.pendDeletion(open, true),
                () -> table.closing(open),
                () -> table.path(open),
                () -> locks.lock(open, all, true, Patience.none()),
                () -> locks.unlock(open, all),
                () -> locks.cancelWaiting(open),
                () -> locks.releaseAll(open),
                () -> locks.count(open))) {
            refused(Reason.STALE, call);
        }
        assertThat(table.withdraw(open)).isEqualTo(Optional.empty());
        assertThat(table.forget(open)).isEqualTo(Optional.empty());
        assertThat(table.newId()).isNotEqualTo(open);
    }
}

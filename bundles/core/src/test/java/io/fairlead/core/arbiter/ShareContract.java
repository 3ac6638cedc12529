// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import static io.fairlead.core.arbiter.ArbiterTables.key;
import static io.fairlead.core.arbiter.ArbiterTables.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may have what open together. */
interface ShareContract extends ArbiterTables {
    @Test
    default void shareModesAreThoseOfWindows() throws Exception {
        for (int pair = 0; pair < 1 << 12; pair++) {
            ShareMode first = new ShareMode(pair & 7, pair >> 3 & 7);
            ShareMode second = new ShareMode(pair >> 6 & 7, pair >> 9 & 7);
            boolean together = first.access() == 0
                    || second.access() == 0
                    || ((first.access() & ~second.share()) == 0 && (second.access() & ~first.share()) == 0);
            OpenId there = open("/a", key(1), first);
            if (together) {
                close(open("/a", key(1), second));
            } else {
                refused(Reason.IN_USE, () -> open("/a", key(1), second));
            }
            close(there);
        }
        assertThat(opens().isEmpty()).isTrue();
    }

    @Test
    default void aFileIsOneUnderAllItsNames() throws Exception {
        open("/a", key(1), EXCLUSIVE);
        refused(Reason.IN_USE, () -> open("/other", key(1), READER));
        open("/other", key(2), READER);
    }

    @Test
    default void aStreamIsNotItsFile() throws Exception {
        FileKey stream = new FileKey("storage", key(1).id(), "s");
        open("/a", key(1), EXCLUSIVE);
        OpenId there = open("/a", stream, EXCLUSIVE);
        refused(Reason.IN_USE, () -> open("/a", stream, READER));
        open("/a", new FileKey("storage", key(1).id(), "t"), EXCLUSIVE);
        close(there);
        open("/a", stream, READER);
        assertThat(opens().filesAt(ArbiterTables.path("/a"), false)).contains(key(1), stream);
    }

    @Test
    default void whereIdsAreNotStableTheNameCounts() throws Exception {
        OpenTable named = make(Set.of(Storage.Feature.CASE_INSENSITIVE), SOON).opens();
        OpenRecord first = record(key(1), EXCLUSIVE, false, false);
        try (Passage passage = named.enter(ArbiterTables.path("/A"), false, Patience.none())) {
            named.admit(passage, first, false);
        }
        OpenRecord second = record(key(2), READER, false, false);
        try (Passage passage = named.enter(ArbiterTables.path("/a"), false, Patience.none())) {
            refused(Reason.IN_USE, () -> named.admit(passage, second, false));
        }
    }

    @Test
    default void uploadsStandAgainstWhatIsMadeAtTheirName() throws Exception {
        OpenId upload = upload("/a", key(1));
        upload("/a", key(2)); // shares all
        OpenId strict = open("/b", key(3), new ShareMode(ShareMode.READ, 0));
        refused(Reason.IN_USE, () -> upload("/b", key(4)));
        close(strict);
        OpenId late = upload("/b", key(4));
        open("/b", key(3), new ShareMode(ShareMode.WRITE, ShareMode.WRITE));
        try (Passage passage = opens().enterPublication(late, Patience.none())) {
            opens().mayPublish(passage, late);
        }
        assertThat(opens().path(upload)).hasToString("/a");
    }

    @Test
    default void parkedOpensGiveWayUnlessTheyPersist() throws Exception {
        OpenId first = open("/a", key(1), new ShareMode(ShareMode.READ, ShareMode.READ));
        OpenId second = open("/a", key(1), new ShareMode(ShareMode.READ, ShareMode.READ));
        opens().park(first, true, false);
        opens().park(second, true, true);
        refused(Reason.IN_USE, () -> open("/a", key(1), EXCLUSIVE));
        try (Passage passage = enter("/a", false)) {
            assertThat(opens().parkedInTheWay(passage, EXCLUSIVE, Optional.of(key(1))))
                    .containsExactly(first);
            assertThat(opens().parkedInTheWay(passage, new ShareMode(ShareMode.READ, 7), Optional.of(key(1))))
                    .isEmpty();
        }
        try (Passage other = enter("/link", false)) { // another name of it
            assertThat(opens().parkedInTheWay(other, EXCLUSIVE, Optional.of(key(1))))
                    .containsExactly(first);
        }
        opens().park(second, true, false);
        OpenId folder = open("/", key(9), READER);
        try (Passage passage = opens().enterRemoval(second, Patience.none())) {
            assertThat(opens().parkedWithin(passage)).containsExactlyInAnyOrder(first, second);
        }
        opens().park(first, false, false);
        opens().park(second, false, false);
        try (Passage passage = enter("/a", false)) {
            assertThat(opens().parkedInTheWay(passage, EXCLUSIVE, Optional.of(key(1))))
                    .isEmpty();
        }
        close(folder);
    }

    @Test
    default void consolesSeeWhoHasWhat() throws Exception {
        OpenId open = open("/a", key(1), READER);
        OpenRecord.Owner bob = new OpenRecord.Owner("files", "bob", "");
        opens().handOver(open, bob);
        List<OpenTable.Named> all = opens().opens();
        assertThat(all).hasSize(1);
        assertThat(all.get(0).open().owner()).isEqualTo(bob);
        assertThat(all.get(0).path()).hasToString("/a");
        close(open);
        assertThat(opens().opens()).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.VPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a count of a folder that never comes to rest does to what was known. */
class AccountTest {
    private static final VPath FOLDER = VPath.ROOT;

    private final Account account = new Account(new Object(), VPath.ROOT, false);

    @BeforeEach
    void knows100BytesIn10Files() {
        count(100, 10, false, false);
        account.end(false);
        assertUsed(100, 10);
    }

    private Count begin(boolean busy) {
        Count count = account.begin();
        count.listing(FOLDER, busy);
        return count;
    }

    private void count(long bytes, long files, boolean busy, boolean anyway) {
        assertThat(begin(busy).listed(bytes, files, anyway)).isTrue();
    }

    private void assertUsed(long bytes, long files) {
        assertThat(new long[] {account.usedBytes(), account.usedFiles()}).containsExactly(bytes, files);
    }

    @Test
    void anUndisturbedCountHasTheLastWord() {
        count(7, 1, false, false);
        account.end(false);
        assertUsed(7, 1);
    }

    @Test
    void aDisturbedListIsMadeAgain() {
        Count count = begin(false);
        account.add(FOLDER, 30, 1);
        assertThat(count.listed(100, 10, false)).isFalse();
    }

    @Test
    void whatChangedMeanwhileIsNotTakenBack() {
        Count count = begin(false);
        account.add(FOLDER, 30, 1);
        assertThat(count.listed(100, 10, true)).isTrue(); // listed before that was written
        account.end(false);
        assertUsed(130, 11);
    }

    @Test
    void whatChangedAfterTheListIsNotTakenBack() {
        Count count = begin(false);
        account.add(FOLDER, 30, 1);
        count.listed(110, 9, true); // with a deletion that is counted just after
        account.add(FOLDER, -20, -2);
        account.end(false);
        assertUsed(110, 9);
    }

    @Test
    void whatOthersMadeIsFoundAllTheSame() {
        Count count = begin(false);
        account.add(FOLDER, 30, 1);
        count.listed(1000, 20, true);
        account.end(false);
        assertUsed(970, 19); // at least
    }

    @Test
    void aCountAmidChangesOfUnknownSizeChangesNothing() {
        count(50, 5, true, true);
        account.end(false);
        assertUsed(100, 10);
    }

    @Test
    void changesOfUnknownSizeMatterOnlyToTheListThatWasTaken() {
        Count count = begin(true);
        assertThat(count.listed(50, 5, false)).isFalse();
        count.listing(FOLDER, false);
        count.listed(60, 6, false);
        account.end(false);
        assertUsed(60, 6);
    }
}

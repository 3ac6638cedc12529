// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import static io.fairlead.core.arbiter.ArbiterTables.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Watch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who hears of which change. */
interface ChangeContract extends ArbiterTables {
    private void publish(String... paths) {
        for (String path : paths) {
            tables().changes().publish(Change.of(Change.Type.CREATED, path(path)));
        }
    }

    private static void heard(List<ChangeFeed.Numbered> heard, String... paths) {
        Awaitility.await().atMost(SOON).until(() -> heard.size() >= paths.length);
        assertThat(heard).extracting(told -> told.change().path().toString()).containsExactly(paths);
        for (int i = 0; i < paths.length; i++) {
            assertThat(heard.get(i).number()).isEqualTo(i + 1);
        }
    }

    @Test
    default void eachHearsWhatItAskedForNumberedWithoutAGap() throws Exception {
        ChangeFeed feed = tables().changes();
        assertThat(feed.isWatched()).isFalse();
        List<ChangeFeed.Numbered> flat = new CopyOnWriteArrayList<>();
        List<ChangeFeed.Numbered> deep = new CopyOnWriteArrayList<>();
        Watch.Subscription first = feed.subscribe(new ChangeFeed.Interest(path("/d"), false), flat::add);
        Watch.Subscription second = feed.subscribe(new ChangeFeed.Interest(path("/d"), true), deep::add);
        assertThat(feed.isWatched()).isTrue();
        publish("/d/a", "/e/a", "/d/e/f", "/d", "/dd", "/d/b");
        heard(deep, "/d/a", "/d/e/f", "/d", "/d/b");
        heard(flat, "/d/a", "/d", "/d/b");
        first.close();
        first.close();
        publish("/d/c");
        heard(deep, "/d/a", "/d/e/f", "/d", "/d/b", "/d/c");
        assertThat(flat).hasSize(3);
        second.close();
        assertThat(feed.isWatched()).isFalse();
    }

    @Test
    default void interestFollowsItsFolder() throws Exception {
        ChangeFeed feed = tables().changes();
        List<ChangeFeed.Numbered> heard = new CopyOnWriteArrayList<>();
        Watch.Subscription watch = feed.subscribe(new ChangeFeed.Interest(path("/d/e"), false), heard::add);
        feed.publish(Change.renamed(path("/d"), path("/x")));
        publish("/d/e/late", "/x/e/a");
        feed.publish(Change.renamed(path("/x/e/a"), path("/away")));
        feed.publish(Change.renamed(path("/x/e"), path("/y")));
        publish("/x/e/late", "/y/b");
        heard(heard, "/x", "/x/e/a", "/away", "/y", "/y/b");
        watch.close();
    }
}

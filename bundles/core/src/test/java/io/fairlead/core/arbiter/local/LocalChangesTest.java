// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.arbiter.ChangeFeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who is asked whether a change is of interest. */
class LocalChangesTest {
    private final LocalChanges changes = new LocalChanges();
    private final List<String> heard = new ArrayList<>();

    private static VPath path(String text) {
        try {
            return VPath.of(text);
        } catch (StorageException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Change created(String path) {
        return Change.of(Change.Type.CREATED, path(path));
    }

    private Watch.Subscription subscribe(String name, String folder, boolean recursive) throws Exception {
        return changes.subscribe(
                new ChangeFeed.Interest(path(folder), recursive),
                told -> heard.add(name + told.change().path()));
    }

    @Test
    void asksOnlyThoseOnTheWay() throws Exception {
        for (int i = 0; i < 4000; i++) {
            subscribe("flat", "/d/" + i, false);
        }
        subscribe("root", "/", true);
        subscribe("top", "/d", false);
        subscribe("deep", "/d", true);
        assertThat(changes.countAsked(created("/e"))).isEqualTo(1);
        assertThat(changes.countAsked(created("/d/new"))).isEqualTo(3);
        assertThat(changes.countAsked(created("/d/7/new"))).isEqualTo(3);
        assertThat(changes.countAsked(Change.renamed(path("/d/7/a"), path("/d/8/a"), Kind.FILE)))
                .isEqualTo(4);
        assertThat(changes.countAsked(Change.renamed(path("/d/7"), path("/x"), Kind.DIRECTORY)))
                .isEqualTo(4);
        assertThat(changes.countAsked(Change.renamed(path("/d"), path("/x")))).isEqualTo(4003);
    }

    @Test
    void findsThoseThatMovedWithAFolderAbove() throws Exception {
        Watch.Subscription inner = subscribe("inner", "/d/e/f", false);
        subscribe("beside", "/d-x", false);
        changes.publish(Change.renamed(path("/d"), path("/x")));
        changes.publish(created("/d/e/f/a"));
        changes.publish(created("/x/e/f/a"));
        assertThat(heard).containsExactly("inner/x", "inner/x/e/f/a");
        inner.close();
        inner.close();
        assertThat(changes.isWatched()).isTrue();
        changes.publish(created("/x/e/f/b"));
        assertThat(heard).hasSize(2);
    }

    /** All who are interested are asked, whatever the tree and the change. */
    @Test
    void missesNobody() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            LocalChanges feed = new LocalChanges();
            List<String> told = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            Change change = random.nextBoolean()
                    ? Change.of(Change.Type.MODIFIED, any(random))
                    : Change.renamed(any(random), any(random));
            for (int i = 0; i < 20; i++) {
                ChangeFeed.Interest interest = new ChangeFeed.Interest(any(random), random.nextBoolean());
                String name = i + " " + interest;
                feed.subscribe(interest, numbered -> told.add(name));
                if (interest.includes(change)) {
                    expected.add(name);
                }
            }
            feed.publish(change);
            assertThat(told).as("%s", change).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static VPath any(Random random) {
        StringBuilder text = new StringBuilder();
        for (int depth = random.nextInt(4); depth > 0; depth--) {
            text.append('/').append((char) ('a' + random.nextInt(2)));
        }
        return path(text.isEmpty() ? "/" : text.toString());
    }
}

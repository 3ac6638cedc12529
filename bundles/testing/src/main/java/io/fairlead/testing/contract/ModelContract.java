// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations, side by side with a model that is a sorted map. */
public interface ModelContract extends ContractFixture {
    /** What a directory holds in a model. */
    String DIRECTORY = "<directory>";

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    default void agreesWithTheModel(long seed) throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        Random random = new Random(seed);
        TreeMap<VPath, String> model = new TreeMap<>();
        model.put(VPath.ROOT, DIRECTORY);
        for (int step = 0; step < 300; step++) {
            VPath path = randomPath(random);
            VPath other = randomPath(random);
            boolean replace = random.nextBoolean();
            String what;
            boolean expected;
            Call call;
            switch (random.nextInt(4)) {
                case 0 -> {
                    String content = "content " + step;
                    what = "write " + path;
                    expected = write(model, path, content);
                    call = () -> Contents.write(volume(), path.toString(), content);
                }
                case 1 -> {
                    what = "make " + path;
                    expected = make(model, path);
                    call = () -> Contents.makeDirectory(volume(), path.toString());
                }
                case 2 -> {
                    what = "delete " + path;
                    expected = delete(model, path);
                    call = () -> Contents.delete(volume(), path.toString());
                }
                default -> {
                    what = "rename " + path + " to " + other + ", replace " + replace;
                    expected = rename(model, path, other, replace);
                    call = () -> Contents.rename(volume(), path.toString(), other.toString(), replace);
                }
            }
            assertThat(succeeds(call))
                    .as("step %d of seed %d: %s", step, seed, what)
                    .isEqualTo(expected);
            if (step % 10 == 0) {
                assertThat(tree())
                        .as("after step %d of seed %d: %s", step, seed, what)
                        .isEqualTo(model);
            }
        }
        assertThat(tree()).isEqualTo(model);
    }

    private static VPath randomPath(Random random) throws StorageException {
        VPath path = VPath.ROOT;
        for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
            path = path.child(String.valueOf((char) ('a' + random.nextInt(3))));
        }
        return path;
    }

    private static boolean isDirectory(TreeMap<VPath, String> model, VPath path) {
        return DIRECTORY.equals(model.get(path));
    }

    private static boolean isEmpty(TreeMap<VPath, String> model, VPath path) {
        VPath next = model.higherKey(path);
        return next == null || !next.startsWith(path);
    }

    private static boolean write(TreeMap<VPath, String> model, VPath path, String content) {
        if (!isDirectory(model, path.parent()) || isDirectory(model, path)) {
            return false;
        }
        model.put(path, content);
        return true;
    }

    private static boolean make(TreeMap<VPath, String> model, VPath path) {
        return isDirectory(model, path.parent()) && model.putIfAbsent(path, DIRECTORY) == null;
    }

    private static boolean delete(TreeMap<VPath, String> model, VPath path) {
        return isEmpty(model, path) && model.remove(path) != null;
    }

    private static boolean rename(TreeMap<VPath, String> model, VPath from, VPath to, boolean replace) {
        if (!model.containsKey(from) || !isDirectory(model, to.parent())) {
            return false;
        }
        if (from.equals(to)) {
            return true;
        }
        boolean taken = model.containsKey(to);
        boolean fits = replace && isDirectory(model, from) == isDirectory(model, to) && isEmpty(model, to);
        if (to.startsWith(from) || (taken && !fits)) {
            return false;
        }
        TreeMap<VPath, String> moved = new TreeMap<>();
        model.forEach((path, content) -> {
            if (path.startsWith(from)) {
                moved.put(path, content);
            }
        });
        model.keySet().removeAll(moved.keySet());
        moved.forEach((path, content) -> model.put(path.rebase(from, to), content));
        return true;
    }

    private static boolean succeeds(Call call) throws Exception {
        try {
            call.run();
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    private TreeMap<VPath, String> tree() throws StorageException {
        TreeMap<VPath, String> found = new TreeMap<>();
        found.put(VPath.ROOT, DIRECTORY);
        walk(VPath.ROOT, found);
        return found;
    }

    private void walk(VPath directory, TreeMap<VPath, String> found) throws StorageException {
        for (Entry entry : Contents.entries(volume(), directory.toString())) {
            VPath path = directory.child(entry.name());
            boolean below = entry.attributes().isDirectory();
            found.put(path, below ? DIRECTORY : Contents.text(volume(), path.toString()));
            if (below) {
                walk(path, found);
            }
        }
    }
}

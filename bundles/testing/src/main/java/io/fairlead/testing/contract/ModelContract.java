// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.util.Map;
import java.util.NavigableMap;
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
        NavigableMap<VPath, String> model = new TreeMap<>();
        model.put(VPath.ROOT, DIRECTORY);
        for (int number = 0; number < 300; number++) {
            Step step = randomStep(model, random, number);
            String when = "step " + number + " of seed " + seed + ": " + step.what();
            assertThat(succeeds(step.call())).as(when).isEqualTo(step.succeeds());
            if (number % 10 == 0) {
                assertThat(tree()).as("after " + when).isEqualTo(model);
            }
        }
        assertThat(tree()).isEqualTo(model);
    }

    /**
     * One operation, which the model has done already.
     *
     * @param what in words
     * @param succeeds whether it did in the model
     * @param call does it in the storage
     */
    record Step(String what, boolean succeeds, Call call) {}

    private Step randomStep(NavigableMap<VPath, String> model, Random random, int number) throws StorageException {
        VPath path = randomPath(random);
        VPath other = randomPath(random);
        boolean replace = random.nextBoolean();
        String content = "content " + number;
        return switch (random.nextInt(4)) {
            case 0 ->
                new Step(
                        "write " + path,
                        write(model, path, content),
                        () -> Contents.write(volume(), path.toString(), content));
            case 1 ->
                new Step("make " + path, make(model, path), () -> Contents.makeDirectory(volume(), path.toString()));
            case 2 -> new Step("delete " + path, delete(model, path), () -> Contents.delete(volume(), path.toString()));
            default ->
                new Step(
                        "rename " + path + " to " + other + ", replace " + replace,
                        rename(model, path, other, replace),
                        () -> Contents.rename(volume(), path.toString(), other.toString(), replace));
        };
    }

    private static VPath randomPath(Random random) throws StorageException {
        VPath path = VPath.ROOT;
        for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
            path = path.child(String.valueOf((char) ('a' + random.nextInt(3))));
        }
        return path;
    }

    private static boolean isDirectory(NavigableMap<VPath, String> model, VPath path) {
        return DIRECTORY.equals(model.get(path));
    }

    private static boolean isEmpty(NavigableMap<VPath, String> model, VPath path) {
        VPath next = model.higherKey(path);
        return next == null || !next.startsWith(path);
    }

    private static boolean write(NavigableMap<VPath, String> model, VPath path, String content) {
        if (!isDirectory(model, path.parent()) || isDirectory(model, path)) {
            return false;
        }
        model.put(path, content);
        return true;
    }

    private static boolean make(NavigableMap<VPath, String> model, VPath path) {
        return isDirectory(model, path.parent()) && model.putIfAbsent(path, DIRECTORY) == null;
    }

    private static boolean delete(NavigableMap<VPath, String> model, VPath path) {
        return isEmpty(model, path) && model.remove(path) != null;
    }

    private static boolean rename(NavigableMap<VPath, String> model, VPath from, VPath to, boolean replace) {
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
        NavigableMap<VPath, String> moved = new TreeMap<>();
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

    private NavigableMap<VPath, String> tree() throws StorageException {
        NavigableMap<VPath, String> found = new TreeMap<>();
        found.put(VPath.ROOT, DIRECTORY);
        walk(VPath.ROOT, found);
        return found;
    }

    private void walk(VPath directory, Map<VPath, String> found) throws StorageException {
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

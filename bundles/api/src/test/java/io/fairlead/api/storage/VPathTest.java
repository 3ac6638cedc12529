// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VPathTest {
    /** What {@link VPath#resolve} is fed with, in any order. */
    private static final List<String> PIECES = List.of(
            "/", "/", "/", "..", "..", ".", "", "a", "b", "...", "..a", "a..", "\\", "\\..", " ", "~", "\n", "é");

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/b", "/ ", "/...", "/..a", "/a\\b", "/\u00e9\n", "/a/-/~"})
    void readsBackWhatItPrints(String text) throws Exception {
        assertThat(VPath.of(text)).hasToString(text);
        assertThat(VPath.of(text)).isEqualTo(VPath.of(text)).hasSameHashCodeAs(VPath.of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "a/b", "/a/", "//", "//a", "/a//b", "/.", "/..", "/a/../b", "/a/./b", "/a\0", "./a"})
    void refusesWhatIsNoAbsolutePath(String text) {
        refused(() -> VPath.of(text));
    }

    static Stream<String> notNames() {
        return Stream.of("", ".", "..", "/", "a/b", "/a", "a/", "a\0b", "\0");
    }

    @ParameterizedTest
    @MethodSource("notNames")
    void refusesWhatIsNoName(String name) {
        assertThat(VPath.isName(name)).isFalse();
        refused(() -> VPath.ROOT.child(name));
        refused(() -> VPath.ofNames(List.of("a", name)));
    }

    @Test
    void refusesWhatIsTooLong() throws Exception {
        String longest = "/" + "n".repeat(VPath.MAX_LENGTH - 1);
        VPath path = VPath.of(longest);
        assertThat(path.toString()).hasSize(VPath.MAX_LENGTH);
        refused(() -> VPath.of(longest + "n"));
        refused(() -> path.child("n"));
        refused(() -> VPath.ROOT.resolve(longest + "/n"));
        refused(() -> VPath.ofNames(Collections.nCopies(VPath.MAX_LENGTH, "n")));
    }

    @Test
    void neverPrintsATextThatIsTooLongWhole() {
        assertThatThrownBy(() -> VPath.of("x".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void knowsItsParts() throws Exception {
        VPath path = VPath.of("/a/b/c");
        assertThat(path.name()).isEqualTo("c");
        assertThat(path.parent()).isEqualTo(VPath.of("/a/b"));
        assertThat(path.names()).containsExactly("a", "b", "c");
        assertThat(VPath.of("/a").parent()).isSameAs(VPath.ROOT);
        assertThat(VPath.ROOT.parent()).isEqualTo(VPath.ROOT);
        assertThat(VPath.ROOT.name()).isEmpty();
        assertThat(VPath.ROOT.names()).isEmpty();
        assertThat(VPath.ROOT.isRoot()).isTrue();
        assertThat(path.isRoot()).isFalse();
        assertThat(VPath.ofNames(List.of())).isSameAs(VPath.ROOT);
        assertThat(VPath.ofNames(path.names())).isEqualTo(path);
        assertThat(path.child("d")).isEqualTo(VPath.of("/a/b/c/d"));
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    /a,   b,           /a/b
                    /a,   /b,          /b
                    /a,   ..,          /
                    /a,   ../..,       /
                    /a,   ../../../b,  /b
                    /a,   '',          /a
                    /a,   .,           /a
                    /a,   ./b/.,       /a/b
                    /a,   b//c///,     /a/b/c
                    /a,   b/../c,      /a/c
                    /a,   /..,         /
                    /a,   //,          /
                    /a/b, ../../..,    /
                    /a/b, ../c,        /a/c
                    /,    ..,          /
                    /,    a,           /a
                    /,    ...,         /...
                    """)
    void resolvesAsUnixClientsMeanIt(VPath from, String text, VPath expected) throws Exception {
        assertThat(from.resolve(text)).isEqualTo(expected);
    }

    @Test
    void refusesToResolveNul() {
        refused(() -> VPath.ROOT.resolve("a/b\0c"));
    }

    @Test
    void neverResolvesToSomethingThatIsNoPath() throws Exception {
        Random random = new Random(20261123);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int count = random.nextInt(12); count > 0; count--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            VPath resolved = VPath.of("/x/y").resolve(text.toString());
            assertThat(resolved.names()).as(text.toString()).allMatch(VPath::isName);
            assertThat(resolved).isEqualTo(VPath.of(resolved.toString()));
            assertThat(resolved.names()).as(text.toString()).isEqualTo(model(text.toString()));
            assertThat(resolved.resolve(".")).isEqualTo(resolved);
            assertThat(VPath.ROOT.resolve(resolved.toString())).isEqualTo(resolved);
        }
    }

    @Test
    void knowsWhereTheTextOfALinkLeads() throws Exception {
        VPath folder = VPath.of("/a/b");
        assertThat(folder.resolveLink("../c/./d")).isEqualTo(VPath.of("/a/c/d"));
        assertThat(folder.resolveLink("/c")).isEqualTo(VPath.of("/c"));
        assertThat(folder.resolveLink("../..")).isEqualTo(VPath.ROOT);
        for (String out : new String[] {"../../..", "/..", "../../../a"}) {
            assertThatThrownBy(() -> folder.resolveLink(out))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED));
        }
    }

    @Test
    void knowsWhatIsBelowWhat() throws Exception {
        VPath folder = VPath.of("/a/b");
        assertThat(folder.startsWith(folder)).isTrue();
        assertThat(folder.startsWith(VPath.ROOT)).isTrue();
        assertThat(VPath.of("/a/b/c").startsWith(folder)).isTrue();
        assertThat(VPath.of("/a/bc").startsWith(folder)).isFalse();
        assertThat(VPath.of("/a").startsWith(folder)).isFalse();
        assertThat(VPath.ROOT.startsWith(folder)).isFalse();
        assertThat(VPath.ROOT.startsWith(VPath.ROOT)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b/c, /a, /x/y, /x/y/b/c",
        "/a,     /a, /x,   /x",
        "/a/b,   /a, /,    /b",
        "/a,     /a, /,    /",
        "/a/b,   /,  /x,   /x/a/b",
        "/,      /,  /x,   /x",
        "/,      /,  /,    /"
    })
    void rebases(VPath path, VPath from, VPath to, VPath expected) {
        assertThat(path.rebase(from, to)).isEqualTo(expected);
    }

    @Test
    void rebasesNothingFromElsewhere() throws Exception {
        VPath elsewhere = VPath.of("/ab");
        VPath from = VPath.of("/a");
        assertThatThrownBy(() -> elsewhere.rebase(from, VPath.ROOT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sortsFoldersBeforeWhatIsInThemAndThatTogether() throws Exception {
        List<VPath> sorted = new ArrayList<>();
        for (String text : List.of("/", "/a", "/a/b", "/a/b/c", "/a/c", "/a b", "/a-b", "/ab", "/b")) {
            sorted.add(VPath.of(text));
        }
        List<VPath> shuffled = new ArrayList<>(sorted);
        Collections.shuffle(shuffled, new Random(1));
        Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(sorted);
    }

    /** Resolution from {@code /x/y}, said in another way. */
    private static List<String> model(String text) {
        List<String> names = new ArrayList<>(text.startsWith("/") ? List.of() : List.of("x", "y"));
        for (String name : text.split("/")) {
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names;
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.reason())
                .isEqualTo(Reason.NAME_INVALID));
    }
}

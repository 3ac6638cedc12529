// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names: each is kept exactly, or refused as {@link Reason#NAME_INVALID} and then nothing was made. */
public interface NameContract extends ContractFixture {
    /** Names that protocols, shells, platforms or encodings stumble over. */
    static Stream<String> oddNames() {
        return Stream.of(
                " leading and trailing ",
                "-rf",
                "--",
                "~",
                "...",
                ".hidden",
                "dot.",
                "a'b\"c`d",
                "a\\b",
                "a:b",
                "*?<>|",
                "$(x);&#%41",
                "CON",
                "a\tb",
                "a\nb",
                "a\r\nb",
                "a\u0001b\u007f",
                "a\u0085b",
                "a\u2028b\u202ec",
                "\u00fc as one code point",
                "u\u0308 as two",
                "\uff0f\u2044 like slashes",
                "\u65e5\u672c\u8a9e",
                "\ud83d\udcc1",
                "half a pair \ud800",
                "\ufeffmark",
                "n".repeat(255),
                "\u00fc".repeat(127) + "x",
                "n".repeat(256),
                "\u65e5".repeat(100),
                "n".repeat(5000));
    }

    @ParameterizedTest
    @MethodSource("oddNames")
    default void keepsAFilesNameOrRefusesIt(String name) throws Exception {
        needs(Feature.WRITE);
        VPath path = VPath.ROOT.child(name);
        try (Node node = volume().open(path, Open.replace())) {
            node.write(ByteBuffer.wrap(new byte[] {'x'}), 0);
        } catch (StorageException e) {
            assertThat(e.reason()).isEqualTo(Reason.NAME_INVALID);
            lists("/");
            refused(() -> volume().attributes(path), Reason.NAME_INVALID, Reason.NOT_FOUND);
            return;
        }
        assertThat(Contents.names(volume(), "/")).containsExactly(name);
        assertThat(Contents.read(volume(), path.toString())).containsExactly('x');
        assertThat(volume().attributes(path).size()).isEqualTo(1);
        Contents.rename(volume(), path.toString(), "/plain", false);
        Contents.rename(volume(), "/plain", path.toString(), false);
        assertThat(Contents.names(volume(), "/")).containsExactly(name);
        Contents.delete(volume(), path.toString());
        lists("/");
    }

    @ParameterizedTest
    @MethodSource("oddNames")
    default void keepsADirectorysNameOrRefusesIt(String name) throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        VPath path = VPath.ROOT.child(name);
        try {
            Contents.makeDirectory(volume(), path.toString());
        } catch (StorageException e) {
            assertThat(e.reason()).isEqualTo(Reason.NAME_INVALID);
            lists("/");
            Contents.write(volume(), "/plain", "x");
            refused(() -> Contents.rename(volume(), "/plain", path.toString(), false), Reason.NAME_INVALID);
            lists("/", "plain");
            return;
        }
        assertThat(Contents.names(volume(), "/")).containsExactly(name);
        Contents.write(volume(), path.child("below").toString(), "x");
        assertThat(Contents.names(volume(), path.toString())).containsExactly("below");
        Contents.delete(volume(), path.child("below").toString());
        Contents.delete(volume(), path.toString());
        lists("/");
    }

    @Test
    default void keepsComposedAndDecomposedNamesApart() throws Exception {
        needs(Feature.WRITE);
        String composed = "/caf\u00e9";
        String decomposed = "/cafe\u0301";
        file(composed, "one code point");
        try {
            create(decomposed);
        } catch (StorageException e) { // a platform on which they are one name
            assertThat(e.reason()).isIn(Reason.EXISTS, Reason.NAME_INVALID);
            holds(composed, "one code point");
            return;
        }
        lists("/", composed.substring(1), decomposed.substring(1));
        holds(composed, "one code point");
        holds(decomposed, "");
    }

    @Test
    default void comparesCaseAsDeclared() throws Exception {
        needs(Feature.WRITE);
        file("/Name", "content");
        if (has(Feature.CASE_INSENSITIVE)) {
            holds("/nAME", "content");
            refused(() -> create("/NAME"), Reason.EXISTS);
            lists("/", "Name");
            Contents.write(volume(), "/NAME", "replaced");
            assertThat(Contents.names(volume(), "/")).singleElement().asString().isEqualToIgnoringCase("name");
            holds("/name", "replaced");
            Contents.delete(volume(), "/nAmE");
            lists("/");
        } else {
            refused(() -> volume().attributes(path("/nAME")), Reason.NOT_FOUND);
            create("/nAME");
            lists("/", "Name", "nAME");
            holds("/Name", "content");
        }
    }

    @Test
    default void comparesCaseOfFoldersAsDeclared() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        populate(List.of(new Sample(path("/Dir"), null), new Sample(path("/Dir/File"), new byte[] {'x'})));
        if (has(Feature.CASE_INSENSITIVE)) {
            holds("/dIR/fILE", "x");
            refused(
                    () -> Contents.rename(volume(), "/dir", "/DIR/inside", false), // itself, whatever the case
                    Reason.NAME_INVALID);
        } else {
            refused(() -> volume().attributes(path("/dIR/File")), Reason.PARENT_NOT_FOUND);
        }
    }

    @Test
    default void goesDeep() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        VPath deep = VPath.ROOT;
        for (int level = 0; level < 40; level++) {
            deep = deep.child("level" + level);
            Contents.makeDirectory(volume(), deep.toString());
        }
        VPath file = deep.child("file");
        Contents.write(volume(), file.toString(), "deep");
        holds(file.toString(), "deep");
        for (VPath path = file; !path.isRoot(); path = path.parent()) {
            Contents.delete(volume(), path.toString());
        }
        lists("/");
    }

    private void create(String path) throws StorageException {
        volume().open(path(path), new Open(EnumSet.of(Access.WRITE), Disposition.CREATE, Kind.FILE))
                .close();
    }
}

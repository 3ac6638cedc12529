// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactsTest {
    private static final Instant TIME = Instant.parse("2026-11-23T10:15:30.5Z");
    private static final Attributes PLAIN = Attributes.of(new NodeId(0x801, 42), Attributes.Kind.FILE, 1234, TIME);
    private static final Attributes POSIX_DIRECTORY = new Attributes(
            new NodeId(-1, 0),
            Attributes.Kind.DIRECTORY,
            0,
            TIME,
            TIME,
            TIME,
            TIME,
            0,
            2,
            0,
            Optional.of(Attributes.Posix.of(01755, "me; too", "us")));

    @Test
    void bothWays() throws IOException {
        String line =
                "type=file;size=1234;modify=20261123101530;create=20261123101530;perm=adfrw;unique=801g2a; a b.txt\r\n";
        assertThat(line(EnumSet.allOf(Fact.class), EnumSet.allOf(Right.class), PLAIN, "a b.txt"))
                .isEqualTo(line);

        Facts facts = Facts.decode(line.strip());
        assertThat(facts.name()).isEqualTo("a b.txt");
        assertThat(facts.type()).isEqualTo(Facts.Type.FILE);
        assertThat(facts.size()).hasValue(1234);
        assertThat(facts.modified()).contains(Instant.parse("2026-11-23T10:15:30Z"));
        assertThat(facts.created()).isEqualTo(facts.modified());
        assertThat(facts.text(Fact.UNIQUE)).contains("801g2a");
        assertThat(facts.unixMode()).isEmpty();
    }

    @Test
    void directoriesWithOwners() throws IOException {
        String line = line(EnumSet.allOf(Fact.class), EnumSet.of(Right.LIST, Right.READ), POSIX_DIRECTORY, "dir");
        assertThat(line)
                .isEqualTo("type=dir;modify=20261123101530;create=20261123101530;perm=el;unique=ffffffffffffffffg0;"
                        + "UNIX.mode=1755;UNIX.ownername=me__too;UNIX.groupname=us; dir\r\n");
        assertThat(Facts.decode(line.strip()).unixMode()).hasValue(01755);
        assertThat(Facts.decode(line.strip()).type()).isEqualTo(Facts.Type.DIRECTORY);
    }

    @Test
    void onlyTheFactsAskedFor() {
        assertThat(line(Set.of(), Set.of(), PLAIN, "x")).isEqualTo(" x\r\n");
        assertThat(line(Set.of(Fact.SIZE, Fact.TYPE), Set.of(), PLAIN, "x")).isEqualTo("type=file;size=1234; x\r\n");
    }

    @Test
    void aNameNeverStartsALine() {
        assertThat(line(Set.of(), Set.of(), PLAIN, "a\r\n250 ä\u001b\u0085")).isEqualTo(" a??250 ä??\r\n");
    }

    @Test
    void devicesPipesAndSocketsAreNeitherReadNorWritten() throws IOException {
        Attributes pipe = Attributes.of(new NodeId(0, 1), Attributes.Kind.OTHER, 0, TIME);
        Set<Fact> facts = Set.of(Fact.TYPE, Fact.SIZE, Fact.PERM);
        assertThat(line(facts, EnumSet.allOf(Right.class), pipe, "a")).isEqualTo("type=OS.unix=special;perm=df; a\r\n");
        assertThat(line(facts, Set.of(Right.READ), pipe, "a")).isEqualTo("type=OS.unix=special;perm=; a\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "b/c, type=OS.unix=slink:b/c;",
        "/b;c, type=OS.unix=symlink;",
        "'b c', type=OS.unix=symlink;",
        "'', type=OS.unix=symlink;"
    })
    void aLinkTellsItsTargetWhereItCan(String target, String facts) throws IOException {
        Attributes link = Attributes.link(new NodeId(0, 1), target, TIME);
        assertThat(line(Set.of(Fact.TYPE, Fact.SIZE), Set.of(), link, "a")).isEqualTo(facts + " a\r\n");
        Attributes broken = Attributes.link(new NodeId(0, 1), "b\r\n250 c\u0085", TIME);
        assertThat(line(Set.of(Fact.TYPE), Set.of(), broken, "a")).isEqualTo("type=OS.unix=symlink; a\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "type=file;", "type=file; ", "type;size=5; x", "x", "type=file", "=;=; ", ";; x"})
    void refusesWhatIsNoLineOfFacts(String line) {
        assertThatThrownBy(() -> Facts.decode(line)).isInstanceOf(FtpSyntaxException.class);
    }

    @Test
    void takesWhatOtherServersSend() throws IOException {
        Facts link = Facts.decode("Type=OS.unix=slink:/etc;Size=7; a;b");
        assertThat(link.type()).isEqualTo(Facts.Type.LINK);
        assertThat(link.target()).contains("/etc");
        assertThat(link.name()).isEqualTo("a;b");
        assertThat(Facts.decode("type=OS.unix=symlink;size=7; a").type()).isEqualTo(Facts.Type.LINK);
        assertThat(Facts.decode("type=OS.unix=slink:;size=7; a").target()).isEmpty();
        Facts blanks = Facts.decode("type=OS.unix=slink:b c;sizd=7;modify=20260101000000; a d");
        assertThat(blanks.target()).contains("b c");
        assertThat(blanks.name()).isEqualTo("a d");
        assertThat(Facts.decode("type=OS.unix=special; a").type()).isEqualTo(Facts.Type.OTHER);
        assertThat(Facts.decode("size=5; a").type()).isEqualTo(Facts.Type.FILE);
        assertThat(Facts.decode("type=cdir;size=99999999999999999999; .").size())
                .isEmpty();
        assertThat(Facts.decode("TYPE=PDIR ..;x").name()).isEqualTo("..;x");
        assertThat(Facts.decode("  leading").name()).isEqualTo(" leading");
        assertThatThrownBy(() -> Facts.decode(manyFacts())).isInstanceOf(FtpSyntaxException.class);
    }

    @Test
    void survivesMutations() throws IOException {
        Mutations.feed(
                line -> {
                    Facts facts = Facts.decode(line);
                    facts.size();
                    facts.unixMode();
                    facts.modified();
                    return facts.type();
                },
                List.of("type=file;size=1234;modify=20261123101530;UNIX.mode=0644;perm=adfrw;unique=801g2a; a b.txt"));
    }

    private static String manyFacts() {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            line.append('f').append(i).append("=1;");
        }
        return line.append(" x").toString();
    }

    private static String line(Set<Fact> facts, Set<Right> rights, Attributes attributes, String name) {
        TextBuffer out = new TextBuffer(8);
        new FactsWriter(facts, rights).entry(out, attributes, name);
        return out.toString();
    }
}

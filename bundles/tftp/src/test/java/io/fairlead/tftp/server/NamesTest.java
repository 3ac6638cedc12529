// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.protocol.TransferMode;
import io.fairlead.tftp.transfer.Parameters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Remap rules, prefixes, folders, variables, access lists. */
class NamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // rules                                          | asked              | becomes
                "r ^/tftpboot/ /                                  | /tftpboot/a        | /a",
                "r ^[^/] /tftpboot/\\0                            | a                  | /tftpboot/a",
                "rg \\\\ /                                        | a\\b\\c            | a/b/c",
                "r \\\\ /                                         | a\\b\\c            | a/b\\c",
                "ri ^[a-z]:                                       | C:/x               | /x",
                "rgi ^(\\.\\.?/)+                                 | ../../x            | x",
                "r ([a-z]+)\\.([a-z]+) \\2.\\1                    | ab.cd              | cd.ab",
                "r ^(.*)$ \\U\\1\\E-\\L\\1                        | aB                 | AB-ab",
                "r ^ \\i/                                         | a                  | 192.0.2.169/a",
                "r ^ \\x/                                         | a                  | C00002A9/a",
                "r a b#c                                          | a                  | b#c",
                "r a\\ b \\#                                      | xa by              | x#y",
                "rG a b                                           | a                  | b",
                "rP a b                                           | a                  | a",
                "r4 a b                                           | a                  | b",
                "r6 a b                                           | a                  | a",
                "re a b;r b c                                     | a                  | b",
                "r a b;r b c                                      | a                  | c",
                "rs ^a b;r ^b a$;e x                              | ax                 | a$x",
                "~e ^/allowed;r .* /gone                          | /allowed/x         | /gone",
                "e ^/allowed;r .* /gone                           | /allowed/x         | /allowed/x",
                "r [[:digit:]]+ N                                 | a12b               | aNb",
                "r [\\/] _                                        | a\\b/c             | a_b/c",
                "r ^ /${ip.hex}/${blksize}/                       | a                  | /C00002A9/1428/a"
            })
    void remapFilesOfTftpdHpa(String rules, String asked, String becomes) throws Exception {
        RemapFile remap = RemapFile.parse(List.of(rules.split(";")));
        assertThat(remap.apply(asked, asker(asked))).isEqualTo(becomes);
    }

    @Test
    void commentsAndEmptyLinesAreSkipped() {
        RemapFile remap = RemapFile.parse(List.of("# comment", "", "   ", "  r a b # the rest"));
        assertThat(remap.rules()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "a ^/secret, /secret/x, true",
        "a ^/secret, /open, false",
        "~a ^/open/, /secret, true",
        "~a ^/open/, /open/a, false",
        "aP ., x, false"
    })
    void refusal(String rule, String asked, boolean refused) throws Exception {
        RemapFile remap = RemapFile.parse(List.of(rule));
        if (refused) {
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> remap.apply(asked, asker(asked)))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED));
        } else {
            assertThat(remap.apply(asked, asker(asked))).isEqualTo(asked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rg a aa", "rg a a", "rs a a", "rs ^ x"})
    void circlesEnd(String rule) {
        RemapFile remap = RemapFile.parse(List.of(rule));
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> remap.apply("a", asker("a")));
    }

    @Test
    void expensiveExpressionsEnd() {
        RemapFile remap = RemapFile.parse(List.of("a .*.*.*.*.*.*.*.*.*z$"));
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> remap.apply("a".repeat(60) + "!", asker("a")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r", "q a b", "r~ a b", "g a b", "r a b c", "r [a b", "r ( b", "r a ${nothing}"})
    void badRulesAreNamedByLine(String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RemapFile.parse(List.of("# first", rule)))
                .withMessageStartingWith("line 2: ");
    }

    @ParameterizedTest
    @CsvSource({
        "a, /a",
        "/a, /a",
        "//a///b, /a/b",
        "./a, /a",
        "'a\\b', /a/b",
        "/tftpboot/a, /a",
        "/img/x, /images/192.0.2.169/x"
    })
    void slashesAndPrefixes(String asked, String path) throws Exception {
        var rules = new NameRules(
                RemapFile.NONE,
                true,
                NameRules.Casing.KEEP,
                List.of(
                        PrefixRule.of("/tftpboot/ -> /"),
                        PrefixRule.of("/img/ -> /images/${ip}/"),
                        PrefixRule.of("/no/ -> refuse")),
                List.of(Template.of("/")));
        assertThat(rules.resolve(asker(asked)).paths()).containsExactly(VPath.of(path));
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> rules.resolve(asker("no/x")));
    }

    @Test
    void foldersAreTriedInTurn() throws Exception {
        try (var fixture = new ServerFixture(b -> b.folders("/by-ip/${ip}", "/by-mode/${mode}", "/"));
                var client = new RawClient(fixture.address())) {
            fixture.folder("/by-ip");
            fixture.folder("/by-ip/127.0.0.1");
            fixture.file("/by-ip/127.0.0.1/a", "mine");
            fixture.file("/a", "all");
            fixture.file("/b", "all");
            client.request(RawClient.read("a"));
            assertThat(client.rest(512)).asString().isEqualTo("mine");
            client.request(RawClient.read("b"));
            assertThat(client.rest(512)).asString().isEqualTo("all");
        }
    }

    @ParameterizedTest
    @CsvSource({"KEEP, false", "LOWER, true", "IGNORE, true"})
    void lettersOfNames(NameRules.Casing casing, boolean found) throws Exception {
        var rules = new NameRules(RemapFile.NONE, true, casing, List.of(), List.of(Template.of("/")));
        try (var fixture = new ServerFixture(b -> b.names(rules));
                var client = new RawClient(fixture.address())) {
            fixture.folder("/boot");
            fixture.file("/boot/kernel", "content");
            client.request(RawClient.read("BOOT\\KERNEL"));
            assertThat(client.next() instanceof io.fairlead.tftp.protocol.Data).isEqualTo(found);
        }
    }

    @Test
    void variablesCannotMakePaths() {
        var request = new Request(
                Request.Kind.READ, "a", TransferMode.OCTET, new Options(Map.of("x", "../../etc", "y", ".."), false));
        assertThat(Template.of("/${option.x}/${option.y}/${option.z}").expand(asker(request)))
                .isEqualTo("/.._.._etc/_/");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.0.0.2, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "10.128.0.0/9, 10.127.0.0, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false"
    })
    void networks(String network, String address, boolean contains) throws Exception {
        assertThat(Cidr.of(network).contains(InetAddress.getByName(address))).isEqualTo(contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/x", "::/129"})
    void badNetworks(String network) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cidr.of(network));
    }

    @ParameterizedTest
    @CsvSource({
        "::1, ::1",
        "::, ::",
        "2001:db8::1, 2001:db8::1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:2:3:4:5:6:0:8, 1:2:3:4:5:6:0:8",
        "fe80::1%1, fe80::1",
        "1::, 1::"
    })
    void addressesAsText(String address, String text) throws Exception {
        assertThat(AddressText.plain(InetAddress.getByName(address))).isEqualTo(text);
    }

    private static Asker asker(String file) {
        return asker(new Request(Request.Kind.READ, file, TransferMode.OCTET, Options.NONE));
    }

    private static Asker asker(Request request) {
        var client = new InetSocketAddress("192.0.2.169", 4711);
        return new Asker(
                client, new InetSocketAddress("192.0.2.1", 69), request, new Parameters(1428, 1, 0, Optional.empty()));
    }
}

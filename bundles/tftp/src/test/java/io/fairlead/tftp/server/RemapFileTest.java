// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.testing.Wire;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.protocol.TransferMode;
import io.fairlead.tftp.server.names.Asker;
import io.fairlead.tftp.server.names.RemapFile;
import io.fairlead.tftp.transfer.Parameters;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of tftpd-hpa, as they are. What a rule comes to was seen with in.tftpd 5.2 where that has the rule. */
class RemapFileTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '%',
            quoteCharacter = '`',
            value = {
                // rules                                          % asked              % becomes
                "r ^/tftpboot/ /                                  % /tftpboot/a        % /a",
                "r ^[^/] /tftpboot/\\0                            % a                  % /tftpboot/a",
                "rg \\\\ /                                        % a\\b\\c            % a/b/c",
                "r \\\\ /                                         % a\\b\\c            % a/b\\c",
                "ri ^[a-z]:                                       % C:/x               % /x",
                "rgi ^(\\.\\.?/)+                                 % ../../x            % x",
                "r ([a-z]+)\\.([a-z]+) \\2.\\1                    % ab.cd              % cd.ab",
                "r ^(.*)$ \\U\\1\\E-\\L\\1                        % aB                 % AB-ab",
                "r ^ \\i/                                         % a                  % 192.0.2.169/a",
                "r ^ \\x/                                         % a                  % C00002A9/a",
                "r ^ \\L\\x/                                      % a                  % c00002a9/a",
                "r a b#c                                          % a                  % b",
                "r a b\\#c                                        % a                  % b#c",
                "r a\\ b \\#                                      % xa by              % x#y",
                "r a[\\ ]b x                                      % a\\b               % x",
                "r a b and words that nobody reads                % a                  % b",
                "r a                                              % bab                % bb",
                "g a b                                            % a                  % a",
                "rG a b                                           % a                  % b",
                "rP a b                                           % a                  % a",
                "r4 a b                                           % a                  % b",
                "r6 a b                                           % a                  % a",
                "re a b;r b c                                     % a                  % b",
                "r a b;r b c                                      % a                  % c",
                "rs ^a b;r ^b a$;e x                              % ax                 % a$x",
                "~e ^/allowed;r .* /gone                          % /allowed/x         % /gone",
                "e ^/allowed;r .* /gone                           % /allowed/x         % /allowed/x",
                "r [[:digit:]]+ N                                 % a12b               % aNb",
                "r [\\/] _                                        % a\\b/c             % a_b/c",
                "r (a|ab)(c|bcd)? x                               % abcd               % x",
                "r pxelinux|pxelinux\\.0 p                        % pxelinux.0         % p",
                "r (a*)+b? x                                      % aab                % x",
                "r a*? x                                          % aab                % xb",
                "r a*+a x                                         % aab                % xb",
                "r a{2} x                                         % aab                % xb",
                "r \\<b x                                         % ab b               % ab x",
                "r ^ \\9\\q                                       % a                  % qa",
                // since 2025
                "rg aa a                                          % aaaa               % a",
                "rgg aa a                                         % aaaa               % aa",
                "rgg x* -                                         % abc                % -a-b-c-",
                "rgg ^a b                                         % aaa                % baa",
                "j ^/a end;r .* /other;:end;r ^ /x                % /a                 % /x/a",
                "j ^/a end;r .* /other;:end;r ^ /x                % /b                 % /x/other",
                "j ^/([ab]) l\\1;:la;re .* A;:lb;re .* B          % /b                 % B",
                "rE ^ /mine/;r ^ /all/                            % there              % /mine/there",
                "rE ^ /mine/;r ^ /all/                            % gone               % /all/gone",
                // ours
                "r a.$ x                                          % a\u2028            % x",
                "r ^ /${ip.hex}/${blksize}/                       % a                  % /C00002A9/1428/a",
                "r ^ \\${ip}/                                     % a                  % ${ip}/a"
            })
    void names(String rules, String asked, String becomes) throws Exception {
        assertThat(apply(rules, asked)).isEqualTo(becomes);
    }

    private static String apply(String rules, String asked) throws StorageException {
        return RemapFile.parse(List.of(rules.split(";"))).apply(asked, asker(asked), Set.of("/mine/there")::contains);
    }

    @Test
    void commentsAndEmptyLinesAreSkipped() {
        RemapFile remap = RemapFile.parse(List.of("# comment", "", "   ", "\tr a b # the rest", ":label # it"));
        assertThat(remap.rules()).hasSize(1);
        assertThat(remap.labels()).containsExactly(java.util.Map.entry("label", 1));
    }

    @ParameterizedTest
    @CsvSource({
        "a ^/secret, /secret/x, true",
        "a ^/secret, /open, false",
        "~a ^/open/, /secret, true",
        "~a ^/open/, /open/a, false",
        "aP ., x, false",
        "a ^.*\\.key$, 'a\u2028.key', true"
    })
    void refusal(String rule, String asked, boolean refused) throws Exception {
        if (refused) {
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> apply(rule, asked))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED));
        } else {
            assertThat(apply(rule, asked)).isEqualTo(asked);
        }
    }

    @ParameterizedTest
    @CsvSource({"a ^/secret, access violation", "a ^/(secret) \\1:\\ ask\\ Bob, secret: ask Bob"})
    void refusedClientsAreToldWhatTheRuleSays(String rule, String told) throws Exception {
        try (var fixture = new ServerFixture(b -> b.remap(List.of(rule)));
                var client = new RawClient(fixture.address())) {
            client.request(RawClient.read("/secret"));
            assertThat(client.next()).isEqualTo(new ErrorPacket(2, told));
        }
    }

    @Test
    void probeLooksForTheFile() throws Exception {
        try (var fixture =
                        new ServerFixture(b -> b.writes(WritePolicy.CREATE).remap(List.of("rE ^ /\\i/", "r ^ /all/")));
                var client = new RawClient(fixture.address())) {
            for (String folder : List.of("/127.0.0.1", "/all")) {
                fixture.folder(folder);
                fixture.file(folder + "/both", folder);
            }
            fixture.file("/all/one", "/all");
            client.request(RawClient.read("both"));
            assertThat(client.rest(512)).asString().isEqualTo("/127.0.0.1");
            client.request(RawClient.read("one"));
            assertThat(client.rest(512)).asString().isEqualTo("/all");
            client.request(RawClient.write("one")); // may be created in the first
            assertThat(client.next()).isInstanceOf(io.fairlead.tftp.protocol.Acknowledgment.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rg a aa", "rg a a", "rs a a", "rs ^ x", "rgg a* aaaaa;s a", "j a \\0"})
    void circlesAndLostWaysEnd(String rules) {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> apply(rules, "a"))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NAME_INVALID));
    }

    @Test
    void expensiveExpressionsEnd() {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> apply("a .*.*.*.*.*.*.*.*.*z$", "a".repeat(60) + "!"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r",
                "q a b",
                "r~ a b",
                "r [a b",
                "r ( b",
                "r a{1}+ b",
                "r a{b x",
                "r [[:no:]] b",
                "r a ${nothing}",
                "j a nowhere",
                "rj a b",
                "eE a"
            })
    void badRulesAreNamedByLine(String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RemapFile.parse(List.of("# first", rule)))
                .withMessageStartingWith("line 2: ");
    }

    @Test
    void damagedFilesGiveRulesOrAnError() {
        List<byte[]> whole = List.of(
                "rgi ^([a-z]:)?[\\/]+ /tftpboot/\\1\\i # x".getBytes(StandardCharsets.ISO_8859_1),
                "ri (a|b{1,3}|[[:alnum:]_]+)*\\.(.*)$ \\U\\2\\E${ip}".getBytes(StandardCharsets.ISO_8859_1),
                "~aP46 ^/pub/ no\\ way".getBytes(StandardCharsets.ISO_8859_1));
        Wire.mutations(42, 1_000, whole).forEach(bytes -> {
            String line = new String(bytes, StandardCharsets.ISO_8859_1);
            try {
                assertThat(apply(line, "/pub/boot.efi")).hasSizeLessThan(10_000);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("line ");
            } catch (StorageException e) {
                assertThat(e.reason()).isIn(Reason.ACCESS_DENIED, Reason.NAME_INVALID);
            }
        });
    }

    private static Asker asker(String file) {
        return new Asker(
                new InetSocketAddress("192.0.2.169", 4711),
                new InetSocketAddress("192.0.2.1", 69),
                new Request(Request.Kind.READ, file, TransferMode.OCTET, Options.NONE),
                new Parameters(1428, 1, 0, Optional.empty()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.protocol.TransferMode;
import io.fairlead.tftp.server.names.AddressText;
import io.fairlead.tftp.server.names.Asker;
import io.fairlead.tftp.server.names.NameRules;
import io.fairlead.tftp.server.names.PrefixRule;
import io.fairlead.tftp.server.names.RemapFile;
import io.fairlead.tftp.server.names.Template;
import io.fairlead.tftp.transfer.Parameters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prefixes, folders, variables, letters, access lists. */
class NamesTest {
    private static final NameRules.Probe NONE = name -> false;

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
        assertThat(rules.resolve(asker(asked), NONE).paths()).containsExactly(VPath.of(path));
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> rules.resolve(asker("no/x"), NONE));
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

    @ParameterizedTest
    @CsvSource({
        "KEEP, /secret/ -> refuse, SECRET/x, false",
        "KEEP, /secret/ -> refuse, /secret/x, false",
        "KEEP, /secret/ -> refuse, a/secret/x, true",
        "IGNORE, /Secret/ -> refuse, sECRET/x, false",
        "LOWER, /secret/ -> refuse, SECRET/x, false",
        "IGNORE, /img/ -> /images/, IMG/x, true",
        "KEEP, /secret/ -> refuse, .//secret\\x, false"
    })
    void whatIsForbiddenIsSoInAnyLetters(NameRules.Casing casing, String rule, String asked, boolean allowed)
            throws Exception {
        var rules =
                new NameRules(RemapFile.NONE, true, casing, List.of(PrefixRule.of(rule)), List.of(Template.of("/")));
        if (allowed) {
            assertThat(rules.resolve(asker(asked), NONE).paths()).hasSize(1);
        } else {
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> rules.resolve(asker(asked), NONE))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED));
        }
    }

    @Test
    void prefixesMayBeReadOnly() throws Exception {
        var rules = new NameRules(
                RemapFile.NONE,
                true,
                NameRules.Casing.KEEP,
                List.of(PrefixRule.of("/images/ -> read")),
                List.of(Template.of("/")));
        try (var fixture = new ServerFixture(b -> b.names(rules).writes(WritePolicy.REPLACE));
                var client = new RawClient(fixture.address())) {
            fixture.folder("/images");
            fixture.file("/images/a", "content");
            client.request(RawClient.write("images/a"));
            assertThat(((io.fairlead.tftp.protocol.ErrorPacket) client.next()).code())
                    .isEqualTo(2);
            client.request(RawClient.read("images/a"));
            assertThat(client.rest(512)).asString().isEqualTo("content");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "${ip}, 192.0.2.169",
        "${ip.hex}, C00002A9",
        "$(ip), 192.0.2.169",
        "a$(option.Vendor)b, aPXE_xb",
        "${port}, 4711",
        "${server.ip}, 192.0.2.1",
        "${mode}, octet",
        "${blksize}, 1428",
        "${windowsize}, 1",
        "${rollover}, 0",
        "${timeout}, 0",
        "${option.Vendor}, 'PXE_x'",
        "${option.none}, ''",
        "a-${ip}-${port}, a-192.0.2.169-4711",
        "$, $",
        "${, ${"
    })
    void variables(String template, String text) {
        var request =
                new Request(Request.Kind.READ, "a", TransferMode.OCTET, new Options(Map.of("vendor", "PXE/x"), false));
        assertThat(Template.of(template).expand(asker(request))).isEqualTo(text);
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

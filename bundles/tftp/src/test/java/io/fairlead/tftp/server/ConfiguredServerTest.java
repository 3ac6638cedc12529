// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fairlead.api.export.Export;
import io.fairlead.core.Exports;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.tftp.protocol.Data;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From configuration to server: defaults, and what is said of bad values. */
class ConfiguredServerTest {
    @TempDir
    Path folder;

    private static TftpServerConfig config(Map<String, Object> changed) {
        return (TftpServerConfig) Proxy.newProxyInstance(
                TftpServerConfig.class.getClassLoader(),
                new Class<?>[] {TftpServerConfig.class},
                (proxy, method, given) -> changed.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    private static TftpServerBuilder apply(SocketEndpoints endpoints, Map<String, Object> changed) {
        Export export = Exports.over(new MemoryStorage()).build();
        return ConfiguredServer.apply(config(changed), TftpServer.builder(endpoints, export));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '%',
            value = {
                "name % '' % name is empty; expected a name",
                "host % no.such.host.invalid % host = no.such.host.invalid; expected an address or a known name",
                "port % 65536 % port = 65536; expected 0 to 65535",
                "export_target % (x % export.target = (x; expected a filter such as (export.name=files)",
                "write % some % write = some; expected one of none, existing, create, replace, versioned",
                "versions % 0 % versions = 0; expected 1 to 1000",
                "maxUploadBytes % -1 % maxUploadBytes = -1; expected 0 or more",
                "allow % 10.0.0.0/33 % allow = 10.0.0.0/33; expected another value: \"10.0.0.0/33\" is no address or network,"
                        + " such as 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32",
                "deny % here % deny = here; expected another value: \"here\" is no address or network,"
                        + " such as 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32",
                "transferPorts % 5-1 % transferPorts = 5-1; expected 0, or a range within 1-65535 such as 50000-50999",
                "prefixes % a -> b % prefixes = a -> b; expected another value: \"a -> b\" is not \"/prefix ->"
                        + " /replacement|refuse|read\"",
                "letters % some % letters = some; expected one of keep, lower, upper, ignore",
                "maxBlockSize % 7 % maxBlockSize = 7; expected 8 to 65464",
                "maxWindowSize % 16385 % maxWindowSize = 16385; expected 1 to 16384",
                "rollover % 2 % rollover = 2; expected 0 to 1",
                "retransmitMillis % 199 % retransmitMillis = 199; expected 200 to 8000",
                "silenceSeconds % 0 % silenceSeconds = 0; expected 1 to 86400",
                "maxTransfers % 0 % maxTransfers = 0; expected 1 to 100000",
                "maxTransfersPerAddress % 0 % maxTransfersPerAddress = 0; expected 1 to 100000",
                "maxMemoryMiB % 0 % maxMemoryMiB = 0; expected 1 to 1048576",
                "maxErrorsPerSecond % -1 % maxErrorsPerSecond = -1; expected 0 to 1000000",
                "drainSeconds % -1 % drainSeconds = -1; expected 0 to 86400",
                "lingerSeconds % 86401 % lingerSeconds = 86401; expected 0 to 86400"
            })
    void badValuesAreNamed(String key, String value, String message) throws Exception {
        Class<?> type = TftpServerConfig.class.getMethod(key).getReturnType();
        Object typed = type == int.class
                ? Integer.valueOf(value)
                : type == long.class ? Long.valueOf(value) : type == String.class ? value : new String[] {value};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply(null, Map.of(key, typed)))
                .withMessage(message);
    }

    @Test
    void unknownVariableNamesThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply(null, Map.of("folders", new String[] {"/${mac}"})))
                .withMessageContaining("folders = /${mac}")
                .withMessageContaining("ip.hex")
                .withMessageContaining("option.NAME");
    }

    @Test
    void remapFileIsReadAndItsErrorsAreNamedByLine() throws Exception {
        Path file = Files.writeString(folder.resolve("map"), "r ^/tftpboot/ /\nq a b\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply(null, Map.of("remapFile", file.toString())))
                .withMessageContaining("line 2: operation \"q\" is none of");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        apply(null, Map.of("remapFile", folder.resolve("none").toString())))
                .withMessageContaining("expected a file that can be read");
    }

    @Test
    void defaultsServeThisMachineReadOnly() throws Exception {
        try (var endpoints = new SocketEndpoints();
                TftpServer server = apply(endpoints, Map.of("port", 0)).start()) {
            assertThat(server.addresses().get(0).getAddress().isLoopbackAddress())
                    .isTrue();
            try (var client = new RawClient(server.addresses().get(0))) {
                client.request(RawClient.write("a"));
                assertThat(((io.fairlead.tftp.protocol.ErrorPacket) client.next()).code())
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void severalAddressesAreOneServer() throws Exception {
        var storage = new MemoryStorage();
        try (var fixture = new ServerFixture(storage, b -> b)) {
            fixture.file("/a", "content");
        }
        try (var endpoints = new SocketEndpoints();
                TftpServer server = ConfiguredServer.apply(
                                config(Map.of("port", 0, "host", new String[] {"127.0.0.1", "127.0.0.2", "::1"})),
                                TftpServer.builder(
                                        endpoints, Exports.over(storage).build()))
                        .start()) {
            assertThat(server.addresses()).hasSize(3);
            for (int i = 0; i < 2; i++) {
                try (var client = new RawClient(server.addresses().get(i))) {
                    client.request(RawClient.read("a"));
                    assertThat(client.next()).isInstanceOf(Data.class);
                    assertThat(client.peer().getAddress())
                            .as("it answers from the address that was asked")
                            .isEqualTo(server.addresses().get(i).getAddress());
                    client.ack(1);
                }
            }
        }
    }
}

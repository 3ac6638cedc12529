// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredSettingsTest {
    private static final Path OWN = Path.of("own");

    @Test
    void theDefaultsAreThoseOfThePlainServer() throws Exception {
        ConfiguredSettings configured = ConfiguredSettings.of(config(Map.of()), "", OWN);
        FtpSettings plain = FtpSettings.on(configured.server().endpoint().address());
        assertThat(configured.server()).isEqualTo(plain);
        assertThat(configured.server().endpoint().address().toString()).endsWith("127.0.0.1:2121");
        assertThat(configured.tls().orElseThrow().generateIn()).isEqualTo(OWN);
    }

    @ParameterizedTest
    @CsvSource({
        "port, 65536, 0 to 65535",
        "port, -1, 0 to 65535",
        "host, no.such.host.invalid, a known name",
        "tls, maybe, offered",
        "tlsSessionReuse, x, preferred",
        "passivePorts, 5-1, 40000-40100",
        "passivePorts, x, 40000-40100",
        "passiveAddress, ::1, IPv4",
        "passiveAddress, 1.2.3.999, IPv4",
        "maxConnections, -1, 0 or more",
        "idleTimeoutSeconds, -5, 0 or more",
        "fallbackCharset, nope, extends ASCII",
        "fallbackCharset, not a charset, extends ASCII",
        "fallbackCharset, UTF-16, extends ASCII",
        "name, ' ', a name",
        "export.target, (x, a filter",
        "tlsKey, k.pem, tlsCertificate"
    })
    void aBadValueIsNamed(String key, String value, String expected) {
        boolean number = value.matches("-?[0-9]+") && !key.startsWith("passive");
        FtpServerConfig config =
                config(Map.of(key.replace('.', '_'), number ? (Object) Integer.valueOf(value) : value));
        assertThatThrownBy(() -> ConfiguredSettings.of(config, "", OWN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + (value.isBlank() ? " is empty" : " = " + value))
                .hasMessageContaining("expected")
                .hasMessageContaining(expected);
    }

    @Test
    void certificatesComeFromOnePlace() {
        assertThat(tls(Map.of("tlsCertificate", "c.pem")).certificate()).isEqualTo(Path.of("c.pem"));
        assertThat(tls(Map.of("tlsKeystore", "k.p12", "tlsPassword", "x")).password())
                .containsExactly('x');
        assertThat(tls(Map.of("tlsSelfSignedDirectory", "dir")).generateIn()).isEqualTo(Path.of("dir"));
        assertThat(ConfiguredSettings.of(config(Map.of("tls", "off")), "", OWN).tls())
                .isEmpty();
    }

    private static io.fairlead.net.TlsSettings tls(Map<String, Object> values) {
        return ConfiguredSettings.of(config(values), "", OWN).tls().orElseThrow();
    }

    private static FtpServerConfig config(Map<String, Object> values) {
        return (FtpServerConfig) Proxy.newProxyInstance(
                FtpServerConfig.class.getClassLoader(),
                new Class<?>[] {FtpServerConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}

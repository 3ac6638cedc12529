// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.smb.crypto.CipherAlgorithm;
import io.fairlead.smb.crypto.SigningAlgorithm;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.server.settings.SmbSettings;
import io.fairlead.smb.server.state.Share;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredSettingsTest {
    @Test
    void theDefaultsAreThoseOfThePlainServer() {
        SmbSettings configured = ConfiguredSettings.of(server(Map.of()), "");
        assertThat(configured).isEqualTo(SmbSettings.on(configured.endpoint().address()));
        assertThat(configured.endpoint().address().toString()).endsWith("127.0.0.1:4450");
        Share share = ConfiguredSettings.of(share(Map.of()), Optional::empty);
        assertThat(share.name()).isEqualTo("files");
        assertThat(share.rules()).isEqualTo(Share.Rules.NONE);
        assertThat(share.caching()).isEqualTo(Share.Caching.MANUAL);
    }

    @Test
    void whatIsSaidCounts() {
        SmbSettings.Security security = ConfiguredSettings.of(
                        server(Map.of(
                                "oldestDialect",
                                "3.0.2",
                                "encryption",
                                "Required",
                                "signingRequired",
                                false,
                                "signingAlgorithms",
                                new String[] {"aes-cmac, hmac-sha256"},
                                "ciphers",
                                new String[] {"AES-256-GCM"})),
                        "")
                .security();
        assertThat(security.oldest()).isEqualTo(Dialect.SMB_3_0_2);
        assertThat(security.encryption()).isEqualTo(SmbSettings.Encryption.REQUIRED);
        assertThat(security.signingRequired()).isFalse();
        assertThat(security.signing()).containsExactly(SigningAlgorithm.AES_CMAC, SigningAlgorithm.HMAC_SHA256);
        assertThat(security.ciphers()).containsExactly(CipherAlgorithm.AES_256_GCM);
        Share share = ConfiguredSettings.of(
                share(Map.of("name", " Größe ", "allow", new String[] {"alice, @staff"}, "caching", "none")),
                Optional::empty);
        assertThat(share.name()).isEqualTo("Größe");
        assertThat(share.rules().allow()).isEqualTo(Set.of("alice", "@staff"));
        assertThat(share.caching()).isEqualTo(Share.Caching.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "port, 65536, 0 to 65535",
        "host, no.such.host.invalid, a known name",
        "name, ' ', a name",
        "computerName, A_B, letters",
        "computerName, ABCDEFGHIJKLMNOP, up to 15",
        "authenticator.target, (x, a filter",
        "encryption, maybe, offered",
        "oldestDialect, 1.0, 2.0.2",
        "newestDialect, 3, 3.1.1",
        "signingAlgorithms, MD5, AES-GMAC",
        "ciphers, DES, AES-128-GCM",
        "ciphers, '', AES-128-GCM",
        "maxConnections, -1, 0 or more",
        "maxUnauthenticated, 0, 1 or more",
        "maxSessions, 0, 1 or more",
        "maxCredits, 9000, 16 to 8192",
        "maxTransferBytes, 4096, 65536 to 8388608",
        "maxWaiting, 0, 1 or more",
        "maxInFlightMiB, -1, 0 or more",
        "stallTimeoutSeconds, 0, 1 or more",
        "loginTimeoutSeconds, 0, 1 or more",
        "swapWaitSeconds, 61, 0 to 60",
        "drainSeconds, -1, 0 or more"
    })
    void aBadValueOfAServerIsNamed(String key, String value, String expected) {
        SmbServerConfig config = server(values(key, value));
        assertThatThrownBy(() -> ConfiguredSettings.of(config, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + (value.isBlank() ? " is empty" : " = " + value))
                .hasMessageContaining("expected")
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "name, '', 1 to 80",
        "name, a/b, none of",
        "name, a*, none of",
        "name, ipc$, another",
        "name, PIPE, another",
        "export.target, (x, a filter",
        "caching, maybe, manual",
        "maxSessions, -1, 0 or more"
    })
    void aBadValueOfAShareIsNamed(String key, String value, String expected) {
        SmbShareConfig config = share(values(key, value));
        assertThatThrownBy(() -> ConfiguredSettings.of(config, Optional::empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + (value.isBlank() ? " is empty" : " = " + value))
                .hasMessageContaining(expected);
    }

    @Test
    void whatContradictsIsNamed() {
        assertThatThrownBy(
                        () -> ConfiguredSettings.of(server(Map.of("oldestDialect", "3.0", "newestDialect", "2.1")), ""))
                .hasMessageStartingWith("newestDialect = 2.1");
        assertThatThrownBy(() ->
                        ConfiguredSettings.of(server(Map.of("encryption", "required", "newestDialect", "2.1")), ""))
                .hasMessageStartingWith("encryption = required");
    }

    private static Map<String, Object> values(String key, String value) {
        Object typed = value.matches("-?[0-9]+") && !key.endsWith("Dialect") ? (Object) Integer.valueOf(value) : value;
        boolean list = Set.of("ciphers", "signingAlgorithms").contains(key);
        return Map.of(key.replace('.', '_'), list ? new String[] {value} : typed);
    }

    private static SmbServerConfig server(Map<String, Object> values) {
        return config(SmbServerConfig.class, values);
    }

    private static SmbShareConfig share(Map<String, Object> values) {
        return config(SmbShareConfig.class, values);
    }

    private static <T> T config(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}

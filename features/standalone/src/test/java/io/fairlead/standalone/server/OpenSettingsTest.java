// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.server.Readiness.Listening;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenSettingsTest {
    @Test
    void nothingIsSaidOfTheDefault() {
        assertThat(of("ftp", "127.0.0.1", Map.of("tls", "offered"))).isEmpty();
        assertThat(of("ftp", "127.0.0.1", Map.of("allowPlaintext", true))).isEmpty(); // nobody else can connect
        assertThat(of("ftp", "192.0.2.1", Map.of("allowPlaintext", false))).isEmpty();
    }

    @Test
    void everyOpenSettingHasALine() {
        assertThat(of("ftp", "0.0.0.0", Map.of("allowPlaintext", "true", "anonymous", true)))
                .containsExactly(
                        "FTP on *:21 listens on every address of this machine",
                        "FTP on *:21 lets anybody in to read, as anonymous without a password",
                        "FTP on *:21 takes passwords in clear text from other machines");
        assertThat(of("tftp", "127.0.0.1", Map.of()))
                .containsExactly(
                        "TFTP on 127.0.0.1:21 knows no passwords: whoever reaches it reads every file served",
                        "TFTP on 127.0.0.1:21 is writable: whoever reaches it changes files without a password");
    }

    private static List<String> of(String protocol, String host, Map<String, Object> config) {
        var server = new Listening(protocol, "mine", new InetSocketAddress(host, 21), true);
        var named = new HashMap<>(config);
        named.put("name", "mine");
        return OpenSettings.of(List.of(server), List.of(named, Map.of("name", "other", "anonymous", true)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.tftp.TftpContent;
import io.fairlead.api.tftp.TftpRequest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BootScriptsTest {
    @Test
    void eachMachineGetsItsOwn() throws Exception {
        TftpContent made = new BootScripts().content(request("/boot.ipxe")).orElseThrow();
        String text = new String(made.stream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).startsWith("#!ipxe\n").contains("machine=192.0.2.7\n");
        assertThat(made.size()).hasValue(text.length());
        assertThat(new BootScripts().content(request("/vmlinuz"))).isEmpty();
    }

    private static TftpRequest request(String file) {
        return new TftpRequest(
                new InetSocketAddress("192.0.2.7", 2070),
                new InetSocketAddress("192.0.2.1", 69),
                file,
                file,
                false,
                Map.of());
    }
}

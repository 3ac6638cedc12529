// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Contents;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that tells of names which lead elsewhere: nobody gets to see them. */
@Timeout(60)
class HostileServerTest {
    /** Harmless names, and what becomes of them on the way, of the same length. */
    private static final Map<String, String> CHANGED = Map.of(
            "aaaaaaaa", "..\\..\\xy",
            "bbbbbbbb", "../../xy",
            "cccccccc", "c\\ccccc\\",
            "dddddddd", "/etc/abc",
            "eeeeeeee", "ee\0eeeee",
            "gg", "..");

    private final AtomicInteger changed = new AtomicInteger();

    @TempDir
    Path folder;

    @Test
    void itsNamesAreNotShown() throws Exception {
        try (Served served = new Served(
                        folder, 0, given -> given.withSecurity(given.security().withSigningRequired(false)));
                ChangingRelay relay = new ChangingRelay(served.port(), this::changed);
                SmbConnector connector = new SmbConnector()) {
            for (String name : CHANGED.keySet()) {
                Files.writeString(folder.resolve("files").resolve(name), "x");
            }
            Files.writeString(folder.resolve("files/good.txt"), "x");
            URI uri = URI.create("smb://127.0.0.1:" + relay.port() + "/share");
            try (var storage = connector.connect(uri, SmbClientStorageTest.ME.with(SmbOptions.SIGNING, false));
                    Volume volume = storage.mount(Identity.ANONYMOUS)) {
                assertThat(Contents.names(volume, "/")).containsExactly("good.txt");
            }
            assertThat(changed.get()).isGreaterThanOrEqualTo(CHANGED.size());
        }
    }

    private byte[] changed(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> each : CHANGED.entrySet()) {
            String before = wire(each.getKey());
            if (text.contains(before)) {
                text = text.replace(before, wire(each.getValue()));
                changed.incrementAndGet();
            }
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String wire(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);
    }
}

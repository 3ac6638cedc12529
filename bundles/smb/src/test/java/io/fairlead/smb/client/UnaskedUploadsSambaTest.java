// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Pattern;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** At Samba, which shows no symbolic links, so that nobody looks for one. */
class UnaskedUploadsSambaTest extends UnaskedUploads {
    private SambaServer server;

    @Override
    URI serve(Path folder) throws Exception {
        server = SambaServer.start(folder, List.of());
        return URI.create("smb://127.0.0.1:" + server.port() + "/share");
    }

    @Override
    ConnectOptions options() {
        return ConnectOptions.NONE
                .with(ConnectOptions.USER, SambaServer.user())
                .with(ConnectOptions.PASSWORD, SambaServer.PASSWORD);
    }

    @Override
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    /** Samba replaces no file that is open. */
    @Test
    @Override
    public void isANewFile() throws Exception {
        file("/a", "old");
        NodeId old = volume().attributes(path("/a")).id();
        Contents.write(volume(), "/a", "new");
        assertThat(volume().attributes(path("/a")).id()).isNotEqualTo(old);
    }

    /** Samba goes on with the CLOSE after a WRITE that has failed, and would with a rename. */
    @Test
    void leavesNothingWhereThereIsNoSpace() throws Exception {
        Path full = Files.createDirectory(server.files().resolve("full"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", full.toString()), "nothing can be mounted");
        try {
            byte[] content = new Pattern(1).bytes(0, 10_000);
            Map<String, Long> before = new TreeMap<>();
            for (int i = 0; i < 10; i++) {
                String name = "/full/" + i;
                try {
                    Contents.write(volume(), name, content);
                    before.put(String.valueOf(i), 10_000L);
                } catch (StorageException e) {
                    assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.NO_SPACE);
                }
            }
            assertThat(before).hasSizeBetween(1, 6);
            refused(() -> Contents.write(volume(), "/full/0", new byte[65_000]), Reason.NO_SPACE);
            Map<String, Long> after = new TreeMap<>();
            for (Entry each : Contents.entries(volume(), "/full")) {
                after.put(each.name(), each.attributes().size());
            }
            assertThat(after).isEqualTo(before);
            assertThat(full.toFile().list()).containsExactlyInAnyOrderElementsOf(before.keySet());
        } finally {
            release();
            assertThat(run("umount", full.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}

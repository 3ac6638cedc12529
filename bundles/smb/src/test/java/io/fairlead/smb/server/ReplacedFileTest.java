// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that another program replaces all the time, as programs save their documents, can be opened all the same. */
@Timeout(120)
class ReplacedFileTest {
    private static final int OPENS = 400;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x12019f}) // to look at its attributes; to read and write it
    void isOpened(int access) throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        AtomicBoolean ends = new AtomicBoolean();
        try (Served served = new Served(folder, 0, UnaryOperator.identity());
                SmbPeer peer = SmbPeer.connected(served)) {
            Path files = folder.resolve("files");
            Files.writeString(files.resolve("a.txt"), "0");
            Future<?> replacing = threads.submit(() -> {
                for (int i = 0; !ends.get(); i++) {
                    Path next = Files.writeString(files.resolve("next"), Integer.toString(i));
                    Files.move(next, files.resolve("a.txt"), StandardCopyOption.REPLACE_EXISTING);
                }
                return null;
            });
            try {
                int opened = 0;
                for (int i = 0; opened < OPENS; i++) {
                    var open = new CreateRequest(0, 2, access, 0, 7, 1, 0x40, "a.txt", List.of());
                    SmbPeer.Answer answer = peer.ask(Command.CREATE, open);
                    // there are kernels that do not find a name while it gets another file
                    assertThat(answer.status()).as("open %s", i).isIn(0, NtStatus.OBJECT_NAME_NOT_FOUND.code());
                    if (answer.status() == 0) {
                        FileId file = CreateResponse.decode(answer.body()).fileId();
                        peer.ask(Command.CLOSE, new CloseRequest(0, file));
                        opened++;
                    }
                }
            } finally {
                ends.set(true);
            }
            replacing.get();
            assertThat(served.export().opens()).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }
}

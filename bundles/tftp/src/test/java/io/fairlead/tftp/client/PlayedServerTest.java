// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.tftp.server.ServerFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The client with a server that a test plays, packet by packet. */
abstract class PlayedServerTest {
    static final String FILE = "/f";

    final RawServer server = new RawServer();
    ClientFixture client;

    @BeforeEach
    void connect() throws Exception {
        client = new ClientFixture(server.address(), o -> o.with(TftpOptions.TIMEOUT, Duration.ofSeconds(1))
                .with(ConnectOptions.CONNECT_TIMEOUT, Duration.ofSeconds(30)));
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        server.close();
    }

    static <T> CompletableFuture<T> start(Callable<T> call) {
        var result = new CompletableFuture<T>();
        var thread = new Thread(() -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    final CompletableFuture<String> reading() {
        return start(() -> new String(client.read(FILE), StandardCharsets.US_ASCII));
    }

    final CompletableFuture<Void> writing(int size) {
        return start(() -> {
            client.write(FILE, ServerFixture.random(size, 1), 10_000);
            return null;
        });
    }

    static void fails(CompletableFuture<?> call, Reason reason) {
        ThrowingCallable join = call::join;
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(join)
                .withCauseInstanceOf(StorageException.class)
                .satisfies(e ->
                        assertThat(((StorageException) e.getCause()).reason()).isEqualTo(reason));
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.export.ExportSettings;
import io.fairlead.testing.Contents;
import io.fairlead.testing.FaultyStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the storage is asked, and what becomes of its faults. */
class StorageFaultTest {
    /** The administrator has to hear of a disk that fails, at the usual level of logs. */
    @ParameterizedTest
    @ValueSource(strings = {"DELE aFile", "RETR aFile", "MLSD", "SIZE aFile"})
    void aFaultOfTheStorageIsAWarningWithItsCause(String command) throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                var export = new ArbitratedExport(new ExportSettings("broken", VPath.ROOT, false, false, List.of()));
                RawClient client = faulty(fixture, export)) {
            String log = errorsOf(() -> {
                client.send(command + "\r\n");
                client.expect(451);
            });
            assertThat(log)
                    .contains("WARN", "me@127.0.0.1", "StorageException", "fails by request", "\tat ")
                    .doesNotContain("ERROR");
        }
    }

    @Test
    void aRefusalIsNoWarning() throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = fixture.login()) {
            String log = errorsOf(() -> {
                client.command("DELE missing", 550);
                client.command("SIZE missing", 550);
            });
            assertThat(log).isEmpty();
        }
    }

    /** A session whose storage fails the call that comes next. */
    private static RawClient faulty(ServerFixture fixture, ArbitratedExport export) throws IOException {
        fixture.write("/aFile", new byte[10]);
        FaultyStorage storage = new FaultyStorage(fixture.storage);
        export.attach(storage);
        fixture.served = Optional.of(export);
        RawClient client = fixture.login();
        client.data();
        storage.failAt(1, Reason.IO);
        return client;
    }

    /** Not a storage that is away, as the file's own words would be. */
    @ParameterizedTest
    @ValueSource(strings = {"DELE f", "RMD d", "RNTO g"})
    void whatOthersDeleteMeanwhileIsNotThere(String command) throws IOException {
        try (ServerFixture fixture = ServerFixture.start()) {
            fixture.write("/f", new byte[10]);
            fixture.makeDirectory("/d");
            fixture.served = Optional.of(proxy(Export.class, fixture.export, (method, arguments, result) -> {
                return result instanceof ExportVolume volume
                        ? proxy(ExportVolume.class, volume, (call, with, gave) -> {
                            if (call.equals("open") && gave != null) {
                                delete(fixture, with[0].toString());
                            }
                            return gave;
                        })
                        : result;
            }));
            try (RawClient client = fixture.login()) {
                if (command.startsWith("RNTO")) {
                    client.command("RNFR f", 350);
                }
                assertThat(client.command(command, 550)).contains("No such file");
            }
        }
    }

    private static void delete(ServerFixture fixture, String path) {
        try (ExportVolume other = fixture.export.mount(Identity.of("other"))) {
            Contents.delete(other, path);
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    /** A directory is looked for once, by the open that lists it. */
    @Test
    void mlsdAsksTheExportOnce() throws IOException {
        try (ServerFixture fixture = ServerFixture.start()) {
            fixture.makeDirectory("/d");
            fixture.write("/d/f", new byte[10]);
            List<String> calls = new CopyOnWriteArrayList<>();
            fixture.served = Optional.of(recorded(fixture.export, calls));
            try (RawClient client = fixture.login()) {
                assertThat(client.text("MLSD d")).contains(" f");
                assertThat(calls).containsExactly("open /d");
                client.data();
                client.command("MLSD d/f", 501);
                client.data();
                client.command("MLSD nothing", 550);
                client.command("NOOP", 200);
            }
            assertThat(fixture.audited).noneMatch(event -> event.detail().contains("directory"));
        }
    }

    private static Export recorded(Export export, List<String> calls) {
        return proxy(Export.class, export, (method, arguments, result) -> {
            return result instanceof ExportVolume volume
                    ? proxy(ExportVolume.class, volume, (call, with, gave) -> {
                        if (call.equals("open") || call.equals("attributes")) {
                            calls.add(call + " " + with[0]);
                        }
                        return gave;
                    })
                    : result;
        });
    }

    private interface Tap {
        Object called(String method, Object[] arguments, Object result);
    }

    private static <T> T proxy(Class<T> type, T real, Tap tap) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result = null;
                    try {
                        result = method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        tap.called(method.getName(), arguments, null);
                        throw e.getCause();
                    }
                    return tap.called(method.getName(), arguments, result);
                }));
    }

    private interface Dialogue {
        void run() throws IOException;
    }

    /** What is logged to standard error meanwhile, of this class's sessions. */
    private static String errorsOf(Dialogue dialogue) throws IOException {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, UTF_8));
        try {
            dialogue.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.itests.standalone.Jvm.Holdings;
import io.fairlead.itests.standalone.swap.FtpClient;
import io.fairlead.itests.standalone.swap.Load;
import io.fairlead.itests.standalone.swap.SmbClient;
import io.fairlead.itests.standalone.swap.TftpClient;
import io.fairlead.testing.Pattern;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of every protocol go on while each module is replaced again and again, and nothing of the replaced ones is left.
 * {@code -Dswaps=20 -Dswap.on=both} makes it the whole test, on {@code this} JDK and the {@code newest} one; {@code none} is the default, and the profile {@code slow} has one swap on the newest;
 * {@code -Dswap.dump=FILE} writes the heap if something is left.
 */
class SwapLoadIT {
    private static final String ON = System.getProperty("swap.on", "this");
    private static final int SWAPS = Integer.getInteger("swaps", 1); // of each module
    private static final int CLIENTS = Integer.getInteger("swap.clients", 20); // of each protocol
    private static final int TRANSFERS = 5;
    private static final int LONG_BYTES = 8_000_000;
    private static final int PAUSE_MILLIS = 20; // behind 64 KiB: some 2.5 s each way
    private static final int SHORT_BYTES = 20_000;
    private static final Pattern FILE = new Pattern(9);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long HEAP_BYTES = 6_000_000; // buffers that are pooled, and what the JVM itself keeps
    private static final long THREADS = 12; // of pools that end later, and of the JVM's compilers

    /** A module, and what its server logs when it is in use. */
    private record Module(String name, String logs) {}

    private static final List<Module> MODULES = List.of(
            new Module("ftp", "FTP server ftp has"),
            new Module("tftp", "TFTP server tftp has"),
            new Module("smb", "SMB server smb has"),
            new Module("storage-local", "serves storage"),
            new Module("auth-users", "has authenticator users"),
            new Module("core", "Export files serves"));

    @TempDir
    Path folder;

    private ServeProcess server;
    private Jvm jvm;

    @Test
    void nothingIsLostOnThisJava() throws Exception {
        assumeTrue(ON.equals("this") || ON.equals("both"), "-Dswap.on=this does so");
        swapUnderLoad(Path.of(System.getProperty("java.home")));
    }

    @Test
    void nothingIsLostOnTheNewestJava() throws Exception {
        assumeTrue(ON.equals("newest") || ON.equals("both"), "-Pslow does so");
        Optional<Path> newest = Jvm.newestJdk();
        assumeTrue(newest.isPresent(), "no JDK newer than this one in /usr/lib/jvm");
        swapUnderLoad(newest.get());
    }

    private void swapUnderLoad(Path jdk) throws Exception {
        Path served = Files.createDirectory(folder.resolve("served"));
        Files.write(served.resolve("read.bin"), FILE.bytes(0, SHORT_BYTES));
        try (ServeProcess started = ServeProcess.startOn(
                jdk, served, home(), "--deploy", "--ftp", freePort(), "--tftp", freePort(), "--smb", freePort())) {
            server = started;
            jvm = new Jvm(jdk, server.pid());
            long classLoaders = jvm.holdings().classLoaders();
            for (Module module : MODULES) {
                swap(module); // from now on each is a file that can be replaced
            }
            load(1); // what is made once
            Holdings before = jvm.holdings();
            load(SWAPS);
            assertThat(SmbClient.takenBack()).as("files taken back").isPositive();
            awaitNoMoreThan(new Holdings(classLoaders, before.heapBytes(), before.threads()));
        }
    }

    /** What was replaced goes when its last transfer has ended, and its idle threads: within a minute or two. */
    private void awaitNoMoreThan(Holdings before) {
        try {
            await("what it held at first: " + before)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(2))
                    .untilAsserted(() -> {
                        Holdings now = jvm.holdings();
                        assertThat(now.classLoaders()).as("class loaders").isLessThanOrEqualTo(before.classLoaders());
                        assertThat(now.heapBytes()).as("heap").isLessThan(before.heapBytes() + HEAP_BYTES);
                        assertThat(now.threads()).as("threads").isLessThan(before.threads() + THREADS);
                    });
        } catch (ConditionTimeoutException e) {
            String dump = System.getProperty("swap.dump");
            if (dump != null) {
                jvm.dump(Path.of(dump));
            }
            throw e;
        }
    }

    private void load(int swaps) throws Exception {
        Load load = new Load();
        try (load) {
            for (int i = 0; i < CLIENTS; i++) {
                load.add("ftp", new FtpClient(server.port(), "ftp" + i, SHORT_BYTES, 0));
                load.add("tftp", new TftpClient(server.tftpPort(), "read.bin", SHORT_BYTES, FILE));
                load.add("smb", new SmbClient(server.smbPort(), "files", "smb" + i, SHORT_BYTES, 0));
            }
            for (int i = 0; i < TRANSFERS; i++) {
                load.add("long", new FtpClient(server.port(), "long" + i, LONG_BYTES, PAUSE_MILLIS));
                load.add("long smb", new SmbClient(server.smbPort(), "files", "longsmb" + i, LONG_BYTES, PAUSE_MILLIS));
            }
            for (int i = 0; i < swaps; i++) {
                for (Module module : MODULES) {
                    swap(module);
                    awaitRounds("rounds after " + module + " came", load, CLIENTS + 1, "ftp", "tftp", "smb");
                }
                // without core's leases what is open is no durable handle: it ends before the next SMB server comes
                awaitRounds("long transfers", load, TRANSFERS, "long", "long smb");
            }
        }
        assertThat(load.failures())
                .as("failures beside %s, and the server said %s", load.done(), server.errors())
                .isEmpty();
    }

    private static void awaitRounds(String what, Load load, int rounds, String... kinds) {
        Map<String, Integer> before = Stream.of(kinds).collect(Collectors.toMap(kind -> kind, load::done));
        await(what)
                .atMost(PATIENCE)
                .until(() -> !load.failures().isEmpty()
                        || before.entrySet().stream()
                                .allMatch(kind -> load.done(kind.getKey()) >= kind.getValue() + rounds));
    }

    /** Puts the module's jar into place, anew if it is there; whoever looks at the folder sees a whole file. */
    private void swap(Module module) throws IOException {
        Path jar = home().resolve("bundles/" + module.name() + ".jar");
        Path whole = Files.copy(system(module), jar.resolveSibling("." + module.name()));
        Files.setLastModifiedTime(whole, FileTime.fromMillis(System.currentTimeMillis()));
        long before = logged(module);
        Files.move(whole, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        await(module + " in use").atMost(PATIENCE).until(() -> logged(module) > before);
    }

    private long logged(Module module) throws IOException {
        return server.errors()
                .lines()
                .filter(line -> line.contains(module.logs()))
                .count();
    }

    private Path system(Module module) throws IOException {
        try (Stream<Path> files = Files.walk(home().resolve("cache/system"))) {
            return files.filter(file -> file.getFileName().toString().matches("fairlead-" + module.name() + "-\\d.*"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A port for TCP and UDP: one that the server chooses itself would be another one after each swap. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
                return udp.getLocalPort();
            } catch (BindException taken) {
                continue;
            }
        }
    }

    private Path home() {
        return folder.resolve("home");
    }
}

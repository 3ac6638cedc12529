// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client in the Linux kernel mounts a share of the built jar; what its programs do there is looked at here. */
class KernelIT {
    private static final String SHARE = "files";

    @TempDir
    static Path folder;

    private static Path served;
    private static JarServer server;
    private static LinuxGuest guest;

    @BeforeAll
    static void boot() throws Exception {
        guest = LinuxGuest.boot(Files.createDirectory(folder.resolve("guest")));
        served = Files.createDirectory(folder.resolve(SHARE));
        server = JarServer.startSmbOnLoopback(served, folder.resolve("home"));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (guest != null) {
            guest.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static void mount(String options) throws Exception {
        guest.run("mount -t cifs //%s/%s /mnt -o ip=%s,port=%d,user=%s,pass=%s,%s"
                .formatted(
                        LinuxGuest.HOST,
                        SHARE,
                        LinuxGuest.HOST,
                        server.port(),
                        JarServer.USER,
                        JarServer.PASSWORD,
                        options));
    }

    @AfterEach
    void unmountAndEmpty() throws Exception {
        guest.run("cd /; umount /mnt || ! grep cifs /proc/mounts");
        try (Stream<Path> left = Files.list(served)) {
            assertThat(left).isEmpty();
        }
    }

    private static void removeAll() throws Exception {
        guest.run("cd /mnt; rm -r * .[a-z]* 2>/dev/null; ls -A | wc -l | grep -x 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vers=2.0", "vers=2.1", "vers=3.0", "vers=3.0,seal", "vers=3.1.1,seal", "vers=3.1.1"})
    void filesGoThereAndBack(String options) throws Exception {
        byte[] content = new byte[2_000_003];
        new Random(7).nextBytes(content);
        Files.write(served.resolve("there"), content);
        mount(options);
        assertThat(guest.run("grep cifs /proc/mounts")).contains("addr=" + LinuxGuest.HOST);
        guest.run("cp /mnt/there /tmp/local; cp /tmp/local /mnt/back");
        assertThat(guest.run("sha256sum /tmp/local")).startsWith(sha256(content));
        assertThat(served.resolve("back")).hasBinaryContent(content);
        removeAll();
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    @Test
    void programsFindWhatTheyKnow() throws Exception {
        mount("vers=3.1.1");
        guest.run("cd /mnt; mkdir -p a/b/c; echo hello >a/b/c/f; mv a/b/c/f a/g; ln a/g a/h");
        assertThat(served.resolve("a/h")).hasContent("hello\n");
        assertThat(guest.run("stat -c %h/%s a/g")).isEqualTo("2/6\n");
        guest.run("echo more >>a/g; mv -f a/g a/h");
        assertThat(served.resolve("a/h")).hasContent("hello\nmore\n");
        guest.run("touch -d '2001-02-03 04:05:06' a/h");
        assertThat(Files.getLastModifiedTime(served.resolve("a/h")))
                .isEqualTo(FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
        guest.run("dd if=/dev/zero of=hole bs=1 seek=1000000 count=1");
        assertThat(served.resolve("hole")).hasSize(1_000_001);
        guest.run("truncate -s 500 hole");
        assertThat(served.resolve("hole")).hasSize(500);
        assertThat(guest.run("df /mnt | tail -1")).contains("/mnt");
        guest.run("mv a d; test ! -e a; test -d d/b/c");
        assertThat(guest.run("rmdir d 2>&1 || true")).contains("not empty");
        removeAll();
    }

    @Test
    void aThousandFilesOfAnyNameAreListed() throws Exception {
        mount("vers=3.1.1");
        List<String> names = new ArrayList<>(List.of("a b;c#%d", "-dash", ".hidden", "UPPER", "'quoted'", "{x}"));
        for (int i = 0; i < 1000; i++) {
            names.add("n" + i);
        }
        for (String name : names) {
            Files.writeString(served.resolve(name), name);
        }
        assertThat(guest.run("cd /mnt; ls -1A").lines()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(guest.run("cat n* | wc -c").strip())
                .isEqualTo(String.valueOf(names.stream()
                        .filter(name -> name.startsWith("n"))
                        .mapToInt(String::length)
                        .sum()));
        guest.run("rm ./-dash; mkdir sub; mv n* sub; rm -r sub");
        removeAll();
    }

    @Test
    void whatOthersChangeIsSeen() throws Exception {
        mount("vers=3.1.1,actimeo=1");
        guest.run("cd /mnt; echo one >f; cat f");
        Files.writeString(served.resolve("f"), "two, which is longer");
        Files.writeString(served.resolve("new"), "new");
        guest.run("sleep 2"); // for as long the client may believe what it knows
        assertThat(guest.run("cat f")).isEqualTo("two, which is longer");
        assertThat(guest.run("cat new")).isEqualTo("new");
        removeAll();
    }
}

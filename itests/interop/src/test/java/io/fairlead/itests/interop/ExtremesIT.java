// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large files, large folders, and names in many scripts, by smbclient. */
@Timeout(900)
class ExtremesIT {
    private static final long FIVE_GIB = 5L << 30;
    private static final int MANY = 100_000;

    @TempDir
    static Path folder;

    private static Site site;

    @TempDir
    Path local;

    @BeforeAll
    static void serve() throws IOException {
        Tools.require("smbclient");
        site = Site.start(folder);
    }

    @AfterAll
    static void stop() {
        if (site != null) {
            site.close();
        }
    }

    /** Written beyond 4 GiB by its clients' offsets, and read from there. */
    @Test
    void aSparseFileOfFiveGiB() throws IOException {
        Path file = site.files().resolve("sparse.bin");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(FIVE_GIB);
            sparse.seek(FIVE_GIB - 3);
            sparse.write(new byte[] {1, 2, 3});
        }
        assertThat(site.smbclient("allinfo sparse.bin; ls sparse.bin").out()).contains(String.valueOf(FIVE_GIB));
        Path part = local.resolve("part");
        try (RandomAccessFile begun = new RandomAccessFile(part.toFile(), "rw")) {
            begun.setLength(FIVE_GIB - 1_000_000); // what was got before
        }
        site.smbclient("reget sparse.bin " + part);
        assertThat(Files.size(part)).isEqualTo(FIVE_GIB);
        try (RandomAccessFile got = new RandomAccessFile(part.toFile(), "r")) {
            got.seek(FIVE_GIB - 4);
            byte[] end = new byte[4];
            got.readFully(end);
            assertThat(end).containsExactly(0, 1, 2, 3);
        }
        Files.delete(file);
    }

    @Test
    void aHundredThousandFilesInAFolder() throws IOException {
        Path many = Files.createDirectories(site.files().resolve("many"));
        for (int i = 0; i < MANY; i++) {
            Files.createFile(many.resolve("file-" + i));
        }
        String listing = site.smbclient("cd many; ls").out();
        assertThat(listing.lines().filter(line -> line.contains("file-")).count())
                .isEqualTo(MANY);
        assertThat(site.smbclient("cd many; ls file-99999").out()).contains("file-99999");
    }

    @Test
    void namesInManyScripts() throws IOException {
        List<String> names = List.of(
                "Größe Übung ß",
                "Ελληνικά",
                "Кириллица",
                "עברית",
                "العربية",
                "हिन्दी",
                "ไทย",
                "日本語 かな カナ",
                "한국어",
                "中文简体",
                "emoji 😀🚀",
                "e\u0301 combining",
                "a'b & c% d# e!");
        Path source = Files.writeString(local.resolve("source"), "content");
        StringBuilder commands = new StringBuilder("mkdir names; cd names;");
        names.forEach(name -> commands.append(" put ")
                .append(source)
                .append(" \"")
                .append(name)
                .append("\";"));
        String listing = site.smbclient(commands + " ls").out();
        for (String name : names) {
            assertThat(site.files().resolve("names").resolve(name)).hasContent("content");
            assertThat(listing).contains(name);
            Path down = local.resolve("down");
            site.smbclient("cd names; get \"" + name + "\" " + down + "; del \"" + name.replace("!", "?") + "\"");
            assertThat(down).hasContent("content");
            assertThat(site.files().resolve("names").resolve(name)).doesNotExist();
        }
    }
}

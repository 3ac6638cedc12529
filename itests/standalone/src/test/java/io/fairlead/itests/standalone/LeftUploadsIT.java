// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.itests.standalone.ForeignFtpServer.Kind;
import io.fairlead.testing.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What killed uploads have left is removed by the next one, on servers that find names by patterns and on others. */
@DisabledOnOs(OS.WINDOWS)
class LeftUploadsIT {
    @TempDir
    Path folder;

    private static String part(String name) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
        return ".fairlead-" + HexFormat.of().formatHex(hash).substring(0, 12) + "-0123456789abcdef.part";
    }

    private static void leave(Path served, String name, Duration ago) throws Exception {
        Path left = Files.writeString(served.resolve(name), "half");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(ago)));
        Tools.run("chown", "--reference=" + served, left.toString()).succeeded();
    }

    /** @return what was done at the server, as {@code -v} shows it */
    private String goesAway(Path served, String url) throws Exception {
        String longAgo = part("a.txt");
        String now = part("a.txt").replace("0123", "4567");
        leave(served, longAgo, Duration.ofDays(3));
        leave(served, now, Duration.ZERO);
        leave(served, part("another"), Duration.ofDays(3));
        Path file = Files.writeString(folder.resolve("a.txt"), "whole");
        Tools.Result put = put(file, url + "/");
        assertThat(put.succeeded().err()).contains("removed what 1 earlier uploads have left");
        assertThat(served.resolve("a.txt")).hasContent("whole");
        assertThat(served.resolve(longAgo)).doesNotExist();
        assertThat(served.resolve(now)).exists();
        assertThat(served.resolve(part("another"))).exists();
        Files.delete(served.resolve(now));
        Files.delete(served.resolve(part("another")));
        assertThat(put(file, url + "/").succeeded().err()).doesNotContain("removed");
        return put.err();
    }

    private static Tools.Result put(Path file, String url) {
        return Tools.run(
                Duration.ofMinutes(2),
                Path.of("."),
                FairleadJar.command(List.of(), new Object[] {"put", "-v", file, url})
                        .toArray(String[]::new));
    }

    private static boolean listsAll(String said) {
        return said.lines().anyMatch(line -> line.matches(".*>> .*\\b(MLSD|LIST)\\b.*"));
    }

    @Test
    void onOurServerWithoutAListOfAll() throws Exception {
        Path served = Files.createDirectory(folder.resolve("served"));
        try (ServeProcess ours = ServeProcess.start(served, folder.resolve("home"))) {
            assertThat(listsAll(goesAway(served, ours.url("")))).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void onTheServersOfOthers(Kind kind) throws Exception {
        try (ForeignFtpServer server = ForeignFtpServer.start(kind)) {
            boolean finds = kind == Kind.VSFTPD || kind == Kind.PROFTPD;
            assertThat(listsAll(goesAway(server.folder(), server.url("")))).isNotEqualTo(finds);
        }
    }
}

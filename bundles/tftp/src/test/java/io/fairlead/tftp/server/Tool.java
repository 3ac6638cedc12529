// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.testing.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A TFTP client on this machine.
 *
 * @param name of this use of it
 * @param program that must be installed
 * @param blockBytes it asks for
 * @param get as a shell has it, with an underscore for a space in a word; in turn: port, remote name, local name, host
 * @param put likewise
 */
record Tool(String name, String program, int blockBytes, String get, String put) {
    static final List<Tool> ALL = List.of(
            new Tool(
                    "tftp-hpa",
                    "tftp",
                    512,
                    "tftp -m binary %4$s %1$s -c get %2$s %3$s",
                    "tftp -m binary %4$s %1$s -c put %3$s %2$s"),
            curl("curl", 512, ""),
            curl("curl 1468", 1468, "--tftp-blksize 1468 "),
            curl("curl plain", 512, "--tftp-no-options "),
            busybox("busybox", 512, ""),
            busybox("busybox 65464", 65_464, "-b 65464 "),
            atftp("atftp", 512, ""),
            atftp("atftp windows", 1428, "--option blksize_1428 --option windowsize_8 --option tsize_enable "));

    private static Tool curl(String name, int blockBytes, String options) {
        String start = "curl -g -sS " + options;
        return new Tool(
                name,
                "curl",
                blockBytes,
                start + "-o %3$s tftp://%5$s:%1$s/%2$s",
                start + "-T %3$s tftp://%5$s:%1$s/%2$s");
    }

    private static Tool busybox(String name, int blockBytes, String options) {
        String rest = options + "-r %2$s -l %3$s %4$s %1$s";
        return new Tool(name, "busybox", blockBytes, "busybox tftp -g " + rest, "busybox tftp -p " + rest);
    }

    static Tool atftp(String name, int blockBytes, String options) {
        String rest = " -r %2$s -l %3$s %4$s %1$s";
        return new Tool(name, "atftp", blockBytes, "atftp " + options + "-g" + rest, "atftp " + options + "-p" + rest);
    }

    /** Fetches {@code remote} into {@code local}. */
    void get(String host, int port, String remote, Path local) {
        run(command(get, host, port, remote, local));
    }

    /** Stores {@code local} as {@code remote}. */
    void put(String host, int port, String remote, Path local) {
        run(command(put, host, port, remote, local));
    }

    private static String command(String form, String host, int port, String remote, Path local) {
        String inUrl = host.contains(":") ? "[" + host + "]" : host;
        return String.format(form, port, remote, local, host, inUrl);
    }

    /** Runs a command, which must succeed; an underscore in a word of options is a space. */
    static void run(String command) {
        String[] words = Stream.of(command.split(" "))
                .map(word -> word.replaceFirst("^(blksize|windowsize|tsize|timeout|mode)_", "$1 "))
                .toArray(String[]::new);
        Tools.run(Duration.ofMinutes(10), Path.of("."), words).succeeded();
    }

    @Override
    public String toString() {
        return name;
    }
}

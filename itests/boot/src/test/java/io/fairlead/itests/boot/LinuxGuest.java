// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Linux of Debian's kernel and BusyBox in memory, with the modules of the kernel's SMB client, in QEMU's user-mode
 * network: 10.0.2.2 is this machine's loopback.
 */
final class LinuxGuest implements AutoCloseable {
    static final String HOST = "10.0.2.2";

    private static final Path KERNELS = Path.of("/boot");
    private static final Path MODULES = Path.of("/lib/modules");
    private static final String CLIENT = "kernel/fs/smb/client/cifs.ko";
    private static final String STATUS = "exit status ";
    private static final String END = "END OF ANSWER";

    /** What the SMB client is made of, by folder or file; depmod finds out in which order they are loaded. */
    private static final List<String> NEEDED = List.of(
            "modules.order",
            "modules.builtin",
            "kernel/arch/x86/crypto",
            "kernel/crypto",
            "kernel/drivers/net/net_failover.ko",
            "kernel/drivers/net/virtio_net.ko",
            "kernel/drivers/virtio",
            "kernel/fs/fscache",
            "kernel/fs/netfs",
            "kernel/fs/nls",
            "kernel/fs/smb",
            "kernel/lib",
            "kernel/net/core",
            "kernel/net/dns_resolver");

    private static final String INIT =
            """
            #!/bin/busybox sh
            /bin/busybox --install -s /bin
            mount -t proc proc /proc
            mount -t sysfs sys /sys
            mount -t devtmpfs dev /dev
            depmod
            for module in virtio_pci virtio_net sha512 sha256 cmac ccm gcm ctr ecb hmac md5 ghash-generic aesni_intel nls_utf8 cifs
            do modprobe $module 2>/dev/null; done
            ifconfig lo 127.0.0.1 up
            ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
            route add default gw 10.0.2.2
            stty -echo 2>/dev/null
            echo GUEST IS READY
            while read -r line; do
              eval "$line" </dev/null 2>&1
              echo "exit status $?"
              echo END OF ANSWER
            done
            poweroff -f
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(150); // without KVM, on a machine that is busy

    private final Program machine;

    private LinuxGuest(Program machine) {
        this.machine = machine;
    }

    /** @param work an empty folder, for what it boots from */
    static LinuxGuest boot(Path work) throws Exception {
        Tools.require("qemu-system-x86_64", "busybox", "ldd", "gzip");
        Path modules = modules();
        Path image = image(work, modules);
        Program machine = Guest.linux(KERNELS.resolve("vmlinuz-" + modules.getFileName()), image);
        LinuxGuest guest = new LinuxGuest(machine);
        try {
            machine.await("GUEST IS READY", PATIENCE);
            return guest;
        } catch (Throwable e) {
            guest.close();
            throw e;
        }
    }

    /** Of the newest kernel here that has the SMB client. */
    private static Path modules() throws IOException {
        if (Files.isDirectory(MODULES)) {
            try (Stream<Path> versions = Files.list(MODULES)) {
                List<Path> fit = versions.filter(version -> Files.exists(version.resolve(CLIENT)))
                        .filter(version -> Files.isReadable(KERNELS.resolve("vmlinuz-" + version.getFileName())))
                        .sorted(Comparator.reverseOrder())
                        .toList();
                if (!fit.isEmpty()) {
                    return fit.get(0);
                }
            }
        }
        Requirements.files(MODULES.resolve("any version").resolve(CLIENT));
        throw new AssertionError("not reached");
    }

    private static Path image(Path work, Path modules) throws IOException {
        Path root = Files.createDirectory(work.resolve("root"));
        for (String folder : List.of("bin", "proc", "sys", "dev", "mnt", "tmp")) {
            Files.createDirectory(root.resolve(folder));
        }
        Files.writeString(root.resolve("init"), INIT);
        Path there = Files.createDirectories(root.resolve("lib/modules").resolve(modules.getFileName()));
        String script =
                """
                set -e
                root=$1 from=$2 to=$3; shift 3
                chmod 755 "$root/init"
                program=$(command -v busybox)
                cp "$program" "$root/bin/busybox"
                for library in $(ldd "$program" | grep -o '/[^ ]*' || true); do # none if it is a static one
                  mkdir -p "$root/$(dirname "$library")"
                  cp -L "$library" "$root/$library"
                done
                for part; do
                  if [ -e "$from/$part" ]; then mkdir -p "$to/$(dirname "$part")"; cp -r "$from/$part" "$to/$part"; fi
                done
                cd "$root"
                find . | busybox cpio -o -H newc | gzip -1 >../image
                """;
        String[] command = Stream.concat(
                        Stream.of("sh", "-c", script, "sh", root.toString(), modules.toString(), there.toString()),
                        NEEDED.stream())
                .toArray(String[]::new);
        Tools.run(Duration.ofMinutes(1), work, command).succeeded();
        return work.resolve("image");
    }

    /**
     * Types a line for the shell, which is to end with exit status 0.
     *
     * @return what it prints
     */
    String run(String line) throws Exception {
        String told = machine.type(line, END, PATIENCE).replace("\r", "");
        int end = told.lastIndexOf(STATUS);
        assertThat(told.substring(end)).as(line + ": " + told).startsWith(STATUS + "0\n");
        return told.substring(0, end).stripLeading(); // the answer before ended with a line end
    }

    @Override
    public void close() throws InterruptedException {
        machine.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.itests.boot.JarServer.Download;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Firmware and boot loaders of Debian's packages boot from the jar. It listens on every address of a machine that has
 * several, and is asked at one that is not the route's: PXELINUX, OVMF and GRUB take answers from no other.
 */
class BootIT {
    private static final String ANY_IPV4 = "0.0.0.0";
    private static final String ANY = "::";

    /** A guest without KVM, on a machine that is busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    /** What GRUB does as soon as it has its modules. The screen is the serial line. */
    private static final String GRUB_CONFIGURATION =
            """
            serial --unit=0 --speed=115200
            terminal_output serial
            echo "asked at $net_default_server"
            hashsum --hash sha256 /payload.bin
            cat /hello.txt
            echo "THE END"
            """;

    @TempDir
    Path folder;

    private Path served;

    @BeforeEach
    void makeServedFolder() throws IOException {
        served = Files.createDirectory(folder.resolve("served"));
    }

    @Test
    void ipxeRunsAScriptThatBootsAnImage() throws Exception {
        BootFiles.memdisk(served);
        ipxeScript();
        try (Network network = Network.create();
                JarServer server = serve(network, ANY_IPV4);
                Program dhcp = network.dhcp("boot.ipxe");
                Program guest = Guest.bios(network)) {
            String screen = guest.await(BootFiles.FLOPPY_BOOTS, PATIENCE);
            assertThat(screen).contains("the script runs at 10.77.0.");
            sent(server, "boot.ipxe", 1432, 1);
            sent(server, "floppy.img.gz", 1432, 1);
        }
    }

    @Test
    void ipxeBootsThroughAnAddressTranslation() throws Exception {
        BootFiles.memdisk(served);
        ipxeScript();
        try (JarServer server = JarServer.startOnLoopback(served, folder.resolve("home"));
                Program guest = Guest.biosInUserModeNetwork("tftp://10.0.2.2:" + server.port() + "/boot.ipxe")) {
            guest.await(BootFiles.FLOPPY_BOOTS, PATIENCE);
            sent(server, "floppy.img.gz", 1432, 1);
        }
    }

    private void ipxeScript() throws IOException {
        Files.writeString(
                served.resolve("boot.ipxe"),
                """
                #!ipxe
                echo the script runs at ${net0/ip}
                kernel memdisk floppy
                initrd floppy.img.gz
                boot
                """);
    }

    @Test
    void pxelinuxLooksForItsConfigurationAndBootsAnImage() throws Exception {
        BootFiles.memdisk(served);
        BootFiles.pxelinux(
                served,
                """
                SAY the configuration is read
                DEFAULT floppy
                LABEL floppy
                  KERNEL memdisk
                  INITRD floppy.img.gz
                  APPEND floppy
                """);
        try (Network network = Network.create();
                JarServer server = serve(network, ANY_IPV4);
                Program dhcp = network.dhcp("pxelinux.0");
                Program guest = Guest.bios(network)) {
            String screen = guest.await(BootFiles.FLOPPY_BOOTS, PATIENCE);
            assertThat(screen).contains("the configuration is read");
            sent(server, "ldlinux.c32", 1408, 1);
            sent(server, "floppy.img.gz", 1408, 1);
        }
    }

    @Test
    void grubLoadsItsModulesAndFilesOnBios() throws Exception {
        byte[] payload = grub("i386-pc");
        try (Network network = Network.create();
                JarServer server = serve(network, ANY_IPV4);
                Program dhcp = network.dhcp("grub/i386-pc/core.0");
                Program guest = Guest.bios(network)) {
            assertGrub(guest, Network.ASKED, payload);
            sent(server, "/payload.bin", 1024, 1);
        }
    }

    @Test
    void ovmfLoadsGrubOverIpv4() throws Exception {
        byte[] payload = grub("x86_64-efi");
        try (Network network = Network.create();
                JarServer server = serve(network, ANY_IPV4);
                Program dhcp = network.dhcp("grub/x86_64-efi/core.efi");
                Program guest = Guest.uefi(network, folder.resolve("variables.fd"), false)) {
            assertGrub(guest, Network.ASKED, payload);
            sent(server, "grub/x86_64-efi/core.efi", 1468, 4);
            sent(server, "/payload.bin", 1024, 1);
        }
    }

    @Test
    void ovmfLoadsGrubOverIpv6() throws Exception {
        byte[] payload = grub("x86_64-efi");
        try (Network network = Network.create();
                JarServer server = serve(network, ANY);
                Program dhcp = network.dhcpIpv6("grub/x86_64-efi/core.efi");
                Program guest = Guest.uefi(network, folder.resolve("variables.fd"), true)) {
            assertGrub(guest, Network.ASKED_IPV6, payload);
            sent(server, "grub/x86_64-efi/core.efi", 1228, 4);
            sent(server, "/payload.bin", 1024, 1);
        }
    }

    private byte[] grub(String platform) throws IOException {
        BootFiles.grub(served, platform, GRUB_CONFIGURATION);
        Files.writeString(served.resolve("hello.txt"), "a small file is read\n");
        byte[] payload = BootFiles.payload();
        Files.write(served.resolve("payload.bin"), payload);
        return payload;
    }

    private static void assertGrub(Program guest, String asked, byte[] payload) throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
        assertThat(guest.await("THE END", PATIENCE))
                .contains("asked at " + asked)
                .contains(hash)
                .contains("a small file is read");
    }

    @Test
    void ubootLoadsFilesInBlocksAndWindowsOfManySizes() throws Exception {
        byte[] payload = BootFiles.payload();
        Files.write(served.resolve("payload.bin"), payload);
        try (Network network = Network.create();
                JarServer server = serve(network, ANY_IPV4);
                Program dhcp = network.dhcp("payload.bin");
                Program guest = Guest.arm(network)) {
            guest.await("autoboot", PATIENCE);
            ask(guest, ""); // stops it
            ask(guest, "setenv autoload no");
            assertThat(ask(guest, "dhcp")).contains("bound to address 10.77.0.");
            assertLoads(guest, server, payload, 1468, 1); // its own choice
            assertLoads(guest, server, payload, 512, 1);
            assertLoads(guest, server, payload, 1024, 7);
            // U-Boot's card has 32 buffers: a window that fills them leaves it deaf
            assertLoads(guest, server, payload, 1468, 16);
            for (int i = 0; i < 5; i++) { // each at once after the one before
                assertLoads(guest, server, payload, 1468, 8);
            }
        }
    }

    private static void assertLoads(Program guest, JarServer server, byte[] payload, int blockSize, int windowSize)
            throws Exception {
        CRC32 crc = new CRC32();
        crc.update(payload);
        ask(guest, "setenv tftpblocksize " + blockSize);
        ask(guest, "setenv tftpwindowsize " + windowSize);
        ask(guest, "mw.b 0x41000000 0 " + Integer.toHexString(payload.length)); // nothing of the last one is left
        assertThat(ask(guest, "tftpboot 0x41000000 payload.bin"))
                .contains("TFTP from server " + Network.ASKED)
                .contains("Bytes transferred = " + payload.length);
        assertThat(ask(guest, "crc32 0x41000000 ${filesize}")).contains("==> %08x".formatted(crc.getValue()));
        sent(server, "payload.bin", blockSize, windowSize);
    }

    private static String ask(Program guest, String line) throws Exception {
        return guest.type(line, "\n=> ", PATIENCE);
    }

    private JarServer serve(Network network, String host) throws Exception {
        return JarServer.start(network, host, served, folder.resolve("home"));
    }

    /** The log says that a file went out whole, in blocks and windows as the firmware asked. */
    private static void sent(JarServer server, String file, int blockSize, int windowSize) throws IOException {
        Path onDisk = server.folder().resolve(file.replaceFirst("^/", ""));
        Download whole = new Download(file, Files.size(onDisk), blockSize, windowSize);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(server.downloads()).as(server.log()).contains(whole));
        assertThat(Arrays.stream(server.log().split("\n")))
                .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }
}

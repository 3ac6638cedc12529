// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.boot;

import io.fairlead.testing.Tools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** What is put into the served folder. */
final class BootFiles {
    /** What the floppy's boot sector prints. */
    static final String FLOPPY_BOOTS = "FLOPPY BOOTS";

    static final int PAYLOAD_BYTES = 5_000_000;

    private static final Path MEMDISK = Path.of("/usr/lib/syslinux/memdisk");
    private static final Path PXELINUX = Path.of("/usr/lib/PXELINUX/pxelinux.0");
    private static final Path LDLINUX = Path.of("/usr/lib/syslinux/modules/bios/ldlinux.c32");
    private static final int FLOPPY_BYTES = 2880 * 1024;
    private static final int SECTOR_BYTES = 512;

    /** Prints a text that ends with NUL, and halts. SI is set to the address of the text, which follows the code. */
    private static final byte[] PRINT_AND_HALT = HexFormat.ofDelimiter(" ")
            .parseHex(
                    "31 c0" // xor ax, ax
                            + " 8e d8" // mov ds, ax
                            + " be 18 7c" // mov si, 0x7c00 + 24
                            + " ac" // next: lodsb
                            + " 08 c0" // or al, al
                            + " 74 09" // jz halt
                            + " b4 0e" // mov ah, 0x0e
                            + " bb 07 00" // mov bx, 7
                            + " cd 10" // int 0x10
                            + " eb f2" // jmp next
                            + " f4" // halt: hlt
                            + " eb fd"); // jmp halt

    private BootFiles() {}

    /** A file of {@link #PAYLOAD_BYTES} that no compression makes smaller. */
    static byte[] payload() {
        return random(PAYLOAD_BYTES);
    }

    /** memdisk, and a packed floppy of some megabytes for it, whose CRC it checks before it boots from it. */
    static void memdisk(Path folder) throws IOException {
        Requirements.files(MEMDISK);
        Files.copy(MEMDISK, folder.resolve("memdisk"));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bootSector());
            gzip.write(random(FLOPPY_BYTES - SECTOR_BYTES));
        }
        Files.write(folder.resolve("floppy.img.gz"), packed.toByteArray());
    }

    private static byte[] bootSector() {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        // the line goes on behind the marker: SeaBIOS holds the last character back
        byte[] text = ("\r\n" + FLOPPY_BOOTS + " now\r\n\0").getBytes(StandardCharsets.US_ASCII);
        sector.put(PRINT_AND_HALT).put(text);
        sector.putShort(SECTOR_BYTES - 2, (short) 0xAA55);
        return sector.array();
    }

    /** PXELINUX with what it loads, and a configuration at the last of the places where it looks for one. */
    static void pxelinux(Path folder, String configuration) throws IOException {
        Requirements.files(PXELINUX, LDLINUX);
        Files.copy(PXELINUX, folder.resolve("pxelinux.0"));
        Files.copy(LDLINUX, folder.resolve("ldlinux.c32"));
        Files.writeString(Files.createDirectory(folder.resolve("pxelinux.cfg")).resolve("default"), configuration);
    }

    /** GRUB with all of its modules for {@code platform}, which is {@code i386-pc} or {@code x86_64-efi}. */
    static void grub(Path folder, String platform, String configuration) throws IOException {
        Requirements.programs("grub-mknetdir");
        Path modules = Path.of("/usr/lib/grub", platform);
        Requirements.files(modules.resolve("normal.mod"));
        Tools.run("grub-mknetdir", "--net-directory=" + folder, "--subdir=grub", "--directory=" + modules)
                .succeeded();
        Files.writeString(folder.resolve("grub/grub.cfg"), configuration);
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }
}

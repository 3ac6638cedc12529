// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.boot;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The machines that boot: QEMU without KVM, their screen and keyboard a serial line on standard output and input. */
final class Guest {
    private static final Path OVMF_CODE = Path.of("/usr/share/OVMF/OVMF_CODE_4M.fd");
    private static final Path OVMF_VARS = Path.of("/usr/share/OVMF/OVMF_VARS_4M.fd");
    private static final Path U_BOOT = Path.of("/usr/lib/u-boot/qemu_arm/u-boot.bin");
    private static final Path IPXE = Path.of("/usr/lib/ipxe/qemu/pxe-virtio.rom");

    private static final List<String> CABLE =
            List.of("-netdev", "tap,id=net,ifname=" + Network.INTERFACE + ",script=no,downscript=no");

    private Guest() {}

    /** A PC with SeaBIOS and iPXE in the network card's ROM. */
    static Program bios(Network network) throws IOException {
        return Program.start("the guest", network.inside(bios(CABLE)));
    }

    /** As {@link #bios(Network)}, in QEMU's user-mode network, whose DHCP tells {@code bootFile}. 10.0.2.2 is the host. */
    static Program biosInUserModeNetwork(String bootFile) throws IOException {
        return Program.start("the guest", bios(List.of("-netdev", "user,id=net,bootfile=" + bootFile)));
    }

    private static List<String> bios(List<String> attachment) {
        Requirements.files(IPXE);
        return machine(
                "qemu-system-x86_64",
                attachment,
                "-machine",
                "pc",
                "-m",
                "64",
                "-boot",
                "n",
                "-device",
                "virtio-net-pci,netdev=net");
    }

    /** A PC with OVMF, whose own PXE client is used over IPv6 or IPv4. {@code variables} becomes the file of its settings. */
    static Program uefi(Network network, Path variables, boolean ipv6) throws IOException {
        Requirements.files(OVMF_CODE, OVMF_VARS);
        Files.copy(OVMF_VARS, variables);
        List<String> command = machine(
                "qemu-system-x86_64",
                CABLE,
                "-machine",
                "q35",
                "-m",
                "256",
                "-drive",
                "if=pflash,format=raw,readonly=on,file=" + OVMF_CODE,
                "-drive",
                "if=pflash,format=raw,file=" + variables,
                "-fw_cfg",
                "name=opt/org.tianocore/IPv4PXESupport,string=" + (ipv6 ? "n" : "y"),
                "-boot",
                "n",
                "-device",
                "virtio-net-pci,netdev=net,romfile="); // no iPXE
        return Program.start("the guest", network.inside(command));
    }

    /** An ARM board with U-Boot. */
    static Program arm(Network network) throws IOException {
        Requirements.files(U_BOOT);
        List<String> command = machine(
                "qemu-system-arm",
                CABLE,
                "-machine",
                "virt",
                "-m",
                "128",
                "-bios",
                U_BOOT.toString(),
                "-device",
                "virtio-net-device,netdev=net");
        return Program.start("the guest", network.inside(command));
    }

    /** A PC that runs a Linux kernel with what is in {@code image}, in QEMU's user-mode network. */
    static Program linux(Path kernel, Path image) throws IOException {
        return Program.start(
                "the guest",
                machine(
                        "qemu-system-x86_64",
                        List.of("-netdev", "user,id=net"),
                        "-cpu",
                        "max",
                        "-m",
                        "256",
                        "-kernel",
                        kernel.toString(),
                        "-initrd",
                        image.toString(),
                        "-append",
                        "console=ttyS0 quiet panic=-1",
                        "-device",
                        "virtio-net-pci,netdev=net,romfile="));
    }

    private static List<String> machine(String program, List<String> attachment, String... parts) {
        Tools.require(program);
        List<String> command = new ArrayList<>(List.of(program, "-accel", "tcg", "-nographic", "-no-reboot"));
        command.addAll(attachment);
        command.addAll(List.of(parts));
        return command;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.boot;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network of the test's own: a namespace of the kernel with one interface, to which a guest is attached as by a cable.
 * The server has several addresses there, and guests are told the second, which is not the one that the route has. The
 * namespace has no name, so nothing is left of it when its last program has ended.
 */
final class Network implements AutoCloseable {
    static final String INTERFACE = "tap0";
    static final String ASKED = "10.77.0.2";
    static final String ASKED_IPV6 = "fd77::2";

    private static final List<String> ADDRESSES = List.of("10.77.0.1/24", ASKED + "/24", "10.77.0.3/24");
    private static final List<String> ADDRESSES_IPV6 = List.of("fd77::1/64", ASKED_IPV6 + "/64", "fd77::3/64");
    private static final int PATIENCE_SECONDS = 10;

    private final Process holder;

    private Network(Process holder) {
        this.holder = holder;
    }

    /** Makes it; the test is skipped where that is not allowed. */
    static Network create() throws Exception {
        Requirements.programs("ip", "unshare", "nsenter", "timeout");
        Requirements.networkNamespaces();
        Network network = new Network(new ProcessBuilder("unshare", "--net", "sleep", "300").start());
        try {
            network.awaitOwnNamespace();
            network.configure();
            return network;
        } catch (Throwable e) {
            network.close();
            throw e;
        }
    }

    private void awaitOwnNamespace() throws IOException, InterruptedException {
        Path ours = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
        Path theirs = Path.of("/proc", String.valueOf(holder.pid()), "ns/net");
        for (int i = 0; i < PATIENCE_SECONDS * 100; i++) {
            if (!holder.isAlive()) {
                throw new AssertionError("no network namespace: unshare ended with status " + holder.exitValue());
            }
            if (!Files.readSymbolicLink(theirs).equals(ours)) {
                return;
            }
            holder.waitFor(10, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("no network namespace after " + PATIENCE_SECONDS + " s");
    }

    private void configure() {
        ip("link", "set", "lo", "up");
        ip("tuntap", "add", INTERFACE, "mode", "tap");
        ADDRESSES.forEach(address -> ip("address", "add", address, "dev", INTERFACE));
        ADDRESSES_IPV6.forEach(address -> ip("address", "add", address, "dev", INTERFACE, "nodad"));
        ip("link", "set", INTERFACE, "up");
    }

    private void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Tools.run(inside(command).toArray(String[]::new)).succeeded();
    }

    /** The command line that runs {@code command} in this network. */
    List<String> inside(List<String> command) {
        List<String> inside =
                new ArrayList<>(List.of("nsenter", "--target", String.valueOf(holder.pid()), "--net", "--"));
        inside.addAll(command);
        return inside;
    }

    /** Starts DHCP for IPv4: guests are told to get {@code file} from {@link #ASKED}. dnsmasq's own TFTP stays off. */
    Program dhcp(String file) throws Exception {
        return dnsmasq("--dhcp-range=10.77.0.100,10.77.0.150,255.255.255.0,1h", "--dhcp-boot=" + file + ",," + ASKED);
    }

    /** Starts DHCP for IPv6 alone: guests are told to get {@code file} from {@link #ASKED_IPV6}. */
    Program dhcpIpv6(String file) throws Exception {
        return dnsmasq(
                "--enable-ra",
                "--dhcp-range=fd77::100,fd77::200,64,1h",
                "--dhcp-option=option6:bootfile-url,tftp://[" + ASKED_IPV6 + "]/" + file);
    }

    private Program dnsmasq(String... settings) throws Exception {
        Requirements.programs("dnsmasq");
        List<String> command = new ArrayList<>(List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--port=0", // no DNS
                "--interface=" + INTERFACE,
                "--bind-dynamic",
                "--leasefile-ro",
                "--log-facility=-",
                "--pid-file=",
                "--user=root"));
        command.addAll(List.of(settings));
        Program dnsmasq = Program.start("dnsmasq", inside(command));
        dnsmasq.await("sockets bound", Duration.ofSeconds(PATIENCE_SECONDS));
        return dnsmasq;
    }

    @Override
    public void close() throws InterruptedException {
        holder.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}

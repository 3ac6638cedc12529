// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.auth.AddressRange;
import io.fairlead.api.config.Checked;
import io.fairlead.api.config.ListValue;
import io.fairlead.net.PortRange;
import io.fairlead.tftp.offload.SegmentationOffload;
import io.fairlead.tftp.server.names.NameRules;
import io.fairlead.tftp.server.names.PrefixRule;
import io.fairlead.tftp.server.names.RemapFile;
import io.fairlead.tftp.server.names.Template;
import io.fairlead.tftp.transfer.Timing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts a configuration, checked, into a builder. */
final class ConfiguredServer {
    private static final Duration LEAST_WAIT = Duration.ofMillis(200);
    private static final Duration MOST_WAIT = Duration.ofSeconds(8);

    private final TftpServerConfig config;

    private ConfiguredServer(TftpServerConfig config) {
        this.config = config;
    }

    /**
     * Checks every value, and applies it.
     *
     * @throws IllegalArgumentException naming key, value and what is expected
     */
    static TftpServerBuilder apply(TftpServerConfig config, TftpServerBuilder builder) {
        return new ConfiguredServer(config).apply(builder);
    }

    private TftpServerBuilder apply(TftpServerBuilder builder) {
        Checked.filter("export.target", config.export_target(), "(export.name=files)");
        Checked.range("port", config.port(), 0, 65_535);
        builder.name(Checked.text("name", config.name(), "a name"))
                .address(addresses())
                .writes(Checked.choice("write", config.write(), WritePolicy.class))
                .versions(Checked.range("versions", config.versions(), 1, 1000))
                .clients(cidrs("allow", config.allow()), cidrs("deny", config.deny()))
                .reflectorPorts(config.reflectorPorts())
                .singlePort(config.singlePort())
                .names(names())
                .blockBytes(Checked.range("maxBlockSize", config.maxBlockSize(), 8, 65_464))
                .clampToRoute(config.clampToMtu())
                .windowBlocks(Checked.range("maxWindowSize", config.maxWindowSize(), 1, 16_384))
                .segmentationOffload(
                        Checked.choice("segmentationOffload", config.segmentationOffload(), SegmentationOffload.class))
                .refuseOptions(Set.copyOf(ListValue.of(config.refuseOptions())))
                .rollover(Checked.range("rollover", config.rollover(), 0, 1))
                .timing(timing())
                .limits(limits())
                .drain(Duration.ofSeconds(Checked.range("drainSeconds", config.drainSeconds(), 0, 86_400)))
                .swapWait(Duration.ofSeconds(Checked.range("swapWaitSeconds", config.swapWaitSeconds(), 0, 60)))
                .linger(Duration.ofSeconds(Checked.range("lingerSeconds", config.lingerSeconds(), 0, 86_400)));
        ports(builder);
        return builder;
    }

    private InetSocketAddress[] addresses() {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String host : ListValue.of(config.host())) {
            try {
                addresses.add(new InetSocketAddress(InetAddress.getByName(host), config.port()));
            } catch (UnknownHostException e) {
                throw Checked.bad("host", host, "an address or a known name");
            }
        }
        if (addresses.isEmpty()) {
            throw Checked.bad("host", "", "at least one address");
        }
        return addresses.toArray(InetSocketAddress[]::new);
    }

    private void ports(TftpServerBuilder builder) {
        try {
            PortRange ports = PortRange.parse(config.transferPorts());
            builder.ports(ports.first(), ports.last());
        } catch (IllegalArgumentException e) {
            throw Checked.bad(
                    "transferPorts", config.transferPorts(), "0, or a range within 1-65535 such as 50000-50999");
        }
    }

    private NameRules names() {
        return new NameRules(
                remap(),
                config.backslashes(),
                Checked.choice("letters", config.letters(), NameRules.Casing.class),
                Checked.each("prefixes", config.prefixes(), "another value", PrefixRule::of),
                Checked.each("folders", config.folders(), "another value", Template::of));
    }

    private RemapFile remap() {
        if (config.remapFile().isBlank()) {
            return RemapFile.NONE;
        }
        try {
            return RemapFile.parse(Files.readAllLines(Path.of(config.remapFile().strip())));
        } catch (IOException | InvalidPathException e) {
            throw Checked.bad("remapFile", config.remapFile(), "a file that can be read, in UTF-8");
        } catch (IllegalArgumentException e) {
            throw Checked.bad("remapFile", config.remapFile(), "rules of in.tftpd(8); " + e.getMessage());
        }
    }

    private Timing timing() {
        Duration initial = Duration.ofMillis(Checked.range("retransmitMillis", config.retransmitMillis(), 200, 8000));
        Duration silence = Duration.ofSeconds(Checked.range("silenceSeconds", config.silenceSeconds(), 1, 86_400));
        return new Timing(initial, LEAST_WAIT, MOST_WAIT, silence, Timing.DEFAULT.unanswered());
    }

    private Limits limits() {
        return new Limits(
                Checked.range("maxTransfers", config.maxTransfers(), 1, 100_000),
                Checked.range("maxTransfersPerAddress", config.maxTransfersPerAddress(), 1, 100_000),
                (long) Checked.range("maxMemoryMiB", config.maxMemoryMiB(), 1, 1 << 20) << 20,
                Checked.range("maxErrorsPerSecond", config.maxErrorsPerSecond(), 0, 1_000_000),
                Checked.atLeast("maxUploadBytes", config.maxUploadBytes(), 0));
    }

    private static List<String> cidrs(String key, String[] values) {
        Checked.each(key, values, "another value", AddressRange::of);
        return ListValue.of(values);
    }
}

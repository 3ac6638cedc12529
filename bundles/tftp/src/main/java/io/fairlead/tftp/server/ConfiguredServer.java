// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.auth.AddressRange;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

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
        checkFilter();
        if (config.name().isBlank()) {
            throw bad("name", config.name(), "a name");
        }
        range("port", config.port(), 0, 65_535);
        builder.name(config.name().strip())
                .address(addresses())
                .writes(choice("write", config.write(), WritePolicy.class))
                .versions(range("versions", config.versions(), 1, 1000))
                .clients(cidrs("allow", config.allow()), cidrs("deny", config.deny()))
                .reflectorPorts(config.reflectorPorts())
                .singlePort(config.singlePort())
                .names(names())
                .blockBytes(range("maxBlockSize", config.maxBlockSize(), 8, 65_464))
                .clampToRoute(config.clampToMtu())
                .windowBlocks(range("maxWindowSize", config.maxWindowSize(), 1, 16_384))
                .segmentationOffload(
                        choice("segmentationOffload", config.segmentationOffload(), SegmentationOffload.class))
                .refuseOptions(Set.copyOf(ListValue.of(config.refuseOptions())))
                .rollover(range("rollover", config.rollover(), 0, 1))
                .timing(timing())
                .limits(limits())
                .drain(Duration.ofSeconds(range("drainSeconds", config.drainSeconds(), 0, 86_400)))
                .linger(Duration.ofSeconds(range("lingerSeconds", config.lingerSeconds(), 0, 86_400)));
        ports(builder);
        return builder;
    }

    private InetSocketAddress[] addresses() {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String host : ListValue.of(config.host())) {
            try {
                addresses.add(new InetSocketAddress(InetAddress.getByName(host), config.port()));
            } catch (UnknownHostException e) {
                throw bad("host", host, "an address or a known name");
            }
        }
        if (addresses.isEmpty()) {
            throw bad("host", "", "at least one address");
        }
        return addresses.toArray(InetSocketAddress[]::new);
    }

    private void ports(TftpServerBuilder builder) {
        try {
            PortRange ports = PortRange.parse(config.transferPorts());
            builder.ports(ports.first(), ports.last());
        } catch (IllegalArgumentException e) {
            throw bad("transferPorts", config.transferPorts(), "0, or a range within 1-65535 such as 50000-50999");
        }
    }

    private NameRules names() {
        return new NameRules(
                remap(),
                config.backslashes(),
                choice("letters", config.letters(), NameRules.Casing.class),
                each("prefixes", config.prefixes(), PrefixRule::of),
                each("folders", config.folders(), Template::of));
    }

    private RemapFile remap() {
        if (config.remapFile().isBlank()) {
            return RemapFile.NONE;
        }
        try {
            return RemapFile.parse(Files.readAllLines(Path.of(config.remapFile().strip())));
        } catch (IOException | InvalidPathException e) {
            throw bad("remapFile", config.remapFile(), "a file that can be read, in UTF-8");
        } catch (IllegalArgumentException e) {
            throw bad("remapFile", config.remapFile(), "rules of in.tftpd(8); " + e.getMessage());
        }
    }

    private Timing timing() {
        Duration initial = Duration.ofMillis(range("retransmitMillis", config.retransmitMillis(), 200, 8000));
        Duration silence = Duration.ofSeconds(range("silenceSeconds", config.silenceSeconds(), 1, 86_400));
        return new Timing(initial, LEAST_WAIT, MOST_WAIT, silence, Timing.DEFAULT.unanswered());
    }

    private Limits limits() {
        if (config.maxUploadBytes() < 0) {
            throw bad("maxUploadBytes", config.maxUploadBytes(), "0 or more");
        }
        return new Limits(
                range("maxTransfers", config.maxTransfers(), 1, 100_000),
                range("maxTransfersPerAddress", config.maxTransfersPerAddress(), 1, 100_000),
                (long) range("maxMemoryMiB", config.maxMemoryMiB(), 1, 1 << 20) << 20,
                range("maxErrorsPerSecond", config.maxErrorsPerSecond(), 0, 1_000_000),
                config.maxUploadBytes());
    }

    private static List<String> cidrs(String key, String[] values) {
        each(key, values, AddressRange::of);
        return ListValue.of(values);
    }

    private interface Reader<T> {
        T read(String text);
    }

    private static <T> List<T> each(String key, String[] values, Reader<T> reader) {
        List<T> read = new ArrayList<>();
        for (String value : ListValue.of(values)) {
            try {
                read.add(reader.read(value));
            } catch (IllegalArgumentException e) {
                throw bad(key, value, "another value: " + e.getMessage());
            }
        }
        return read;
    }

    private static <E extends Enum<E>> E choice(String key, String value, Class<E> choices) {
        String wanted = value.strip().toUpperCase(Locale.ROOT);
        Supplier<IllegalArgumentException> none = () -> {
            String all = String.join(
                    ", ",
                    Arrays.stream(choices.getEnumConstants()).map(Enum::name).toList());
            return bad(key, value, "one of " + all.toLowerCase(Locale.ROOT));
        };
        return Arrays.stream(choices.getEnumConstants())
                .filter(constant -> constant.name().equals(wanted))
                .findFirst()
                .orElseThrow(none);
    }

    private void checkFilter() {
        try {
            FrameworkUtil.createFilter(config.export_target());
        } catch (InvalidSyntaxException e) {
            throw bad("export.target", config.export_target(), "a filter such as (export.name=files)");
        }
    }

    private static int range(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw bad(key, value, least + " to " + most);
        }
        return value;
    }

    private static IllegalArgumentException bad(String key, Object value, String expected) {
        return new IllegalArgumentException(key + " = " + value + "; expected " + expected);
    }
}

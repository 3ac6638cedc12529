// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.audit.AuditLog;
import io.fairlead.api.audit.AuditSink;
import io.fairlead.api.auth.AddressRange;
import io.fairlead.api.export.Export;
import io.fairlead.api.tftp.TftpContentProvider;
import io.fairlead.net.Endpoint;
import io.fairlead.net.Endpoints;
import io.fairlead.net.PortRange;
import io.fairlead.tftp.offload.SegmentationOffload;
import io.fairlead.tftp.server.names.NameRules;
import io.fairlead.tftp.server.names.RemapFile;
import io.fairlead.tftp.server.names.Template;
import io.fairlead.tftp.transfer.Negotiation;
import io.fairlead.tftp.transfer.Parameters;
import io.fairlead.tftp.transfer.Timing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Settings of a server to be. What is not set has the default of the configuration table in the bundle's README. Values
 * are checked by {@link #start} and by the methods that take text; each message names the value and what it should be.
 * Not thread-safe.
 */
public final class TftpServerBuilder {
    private static final int MOST_WINDOW_BYTES = 1 << 20;
    private static final int LEAST_TRANSFERS = 16; // windows that the memory has room for

    private final Endpoints endpoints;
    private final Supplier<Optional<Export>> export;
    private Supplier<List<TftpContentProvider>> providers = List::of;
    private List<InetSocketAddress> addresses = List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 6969));
    private Duration linger = Duration.ofSeconds(30);
    private String owner = "";
    private String name = "tftp";
    private int blockBytes = Parameters.MOST_BLOCK_BYTES;
    private int windowBlocks = 64;
    private int rollover;
    private Set<String> refusedOptions = Set.of();
    private boolean clampToRoute = true;
    private SegmentationOffload offload = SegmentationOffload.AUTO;
    private Timing timing = Timing.DEFAULT;
    private PortRange ports = PortRange.ANY;
    private boolean singlePort;
    private WritePolicy writes = WritePolicy.NONE;
    private int versions = 10;
    private AccessList clients = AccessList.EVERYBODY;
    private boolean reflectorPorts;
    private NameRules names = NameRules.PLAIN;
    private Limits limits = Limits.DEFAULT;
    private Duration drain = Duration.ofSeconds(10);
    private Duration swapWait = Duration.ofSeconds(2);
    private AuditSink audit = new AuditLog();

    TftpServerBuilder(Endpoints endpoints, Supplier<Optional<Export>> export) {
        this.endpoints = endpoints;
        this.export = export;
    }

    /** Where to listen, instead of 127.0.0.1:6969; port 0 picks a free one. */
    public TftpServerBuilder address(InetSocketAddress... at) {
        addresses = List.of(at);
        return this;
    }

    /** How long the port stays bound for a successor after this server was closed. */
    public TftpServerBuilder linger(Duration time) {
        linger = time;
        return this;
    }

    /** Whose the port is, in the sense of {@link Endpoint#owner}; default nobody's. */
    public TftpServerBuilder owner(String pid) {
        owner = pid;
        return this;
    }

    /** Name of the instance, for logs and consoles. */
    public TftpServerBuilder name(String instance) {
        name = instance;
        return this;
    }

    /** Asked before the Export for every read request, in this order. */
    public TftpServerBuilder providers(TftpContentProvider... inOrder) {
        List<TftpContentProvider> fixed = List.of(inOrder);
        return providers(() -> fixed);
    }

    /** As {@link #providers(TftpContentProvider...)}, for providers that come and go. */
    public TftpServerBuilder providers(Supplier<List<TftpContentProvider>> present) {
        providers = present;
        return this;
    }

    /** Largest block agreed to, 8 to 65464 bytes (RFC 2348). */
    public TftpServerBuilder blockBytes(int most) {
        if (most < Parameters.LEAST_BLOCK_BYTES || most > Parameters.MOST_BLOCK_BYTES) {
            throw new IllegalArgumentException("block size " + most + ": 8 to 65464");
        }
        blockBytes = most;
        return this;
    }

    /** Whether blocks are kept to what the route to the client carries in one piece. */
    public TftpServerBuilder clampToRoute(boolean clamp) {
        clampToRoute = clamp;
        return this;
    }

    /** Largest window agreed to, 1 to 16384 blocks (RFC 7440); all of it never exceeds 1 MiB, or a sixteenth of the memory. */
    public TftpServerBuilder windowBlocks(int most) {
        if (most < 1 || most > Parameters.MOST_WINDOW_BLOCKS) {
            throw new IllegalArgumentException("window size " + most + ": 1 to " + Parameters.MOST_WINDOW_BLOCKS);
        }
        windowBlocks = most;
        return this;
    }

    /** Block number that follows 65535, 0 or 1, for clients that do not ask for one. */
    public TftpServerBuilder rollover(int to) {
        if (to != 0 && to != 1) {
            throw new IllegalArgumentException("rollover " + to + ": 0 or 1");
        }
        rollover = to;
        return this;
    }

    /** Options never agreed to, by name: for clients that ask for what they then can't bear. */
    public TftpServerBuilder refuseOptions(Set<String> optionNames) {
        refusedOptions = Set.copyOf(optionNames);
        return this;
    }

    /** Whether the system cuts and joins the packets of windows. */
    public TftpServerBuilder segmentationOffload(SegmentationOffload where) {
        offload = where;
        return this;
    }

    public TftpServerBuilder timing(Timing waits) {
        timing = waits;
        return this;
    }

    /** Local ports for transfers; both 0 for whatever is free. */
    public TftpServerBuilder ports(int first, int last) {
        ports = new PortRange(first, last);
        return this;
    }

    /** Whether transfers stay on the listening port: for NAT and containers that forward one port only. */
    public TftpServerBuilder singlePort(boolean shared) {
        singlePort = shared;
        return this;
    }

    public TftpServerBuilder writes(WritePolicy policy) {
        writes = policy;
        return this;
    }

    /** How many old files {@link WritePolicy#VERSIONED} keeps, at least 1. */
    public TftpServerBuilder versions(int kept) {
        if (kept < 1) {
            throw new IllegalArgumentException("versions " + kept + ": 1 or more");
        }
        versions = kept;
        return this;
    }

    /** Networks that are served (none named: all) and networks that are not; as {@code 10.0.0.0/8}. */
    public TftpServerBuilder clients(List<String> allowed, List<String> refused) {
        clients = new AccessList(
                allowed.stream().map(AddressRange::of).toList(),
                refused.stream().map(AddressRange::of).toList());
        return this;
    }

    /** Whether requests from ports of services that answer anything, as echo or DNS, are answered: they may be forged. */
    public TftpServerBuilder reflectorPorts(boolean answered) {
        reflectorPorts = answered;
        return this;
    }

    TftpServerBuilder names(NameRules rules) {
        names = rules;
        return this;
    }

    /** Lines of a remap file of tftpd-hpa, in.tftpd(8). */
    public TftpServerBuilder remap(List<String> lines) {
        return names(new NameRules(
                RemapFile.parse(lines), names.backslashes(), names.casing(), names.prefixes(), names.folders()));
    }

    /** Folders of the Export to look in, in turn, with variables: {@code /by-ip/${ip}}, {@code /}. */
    public TftpServerBuilder folders(String... inTurn) {
        List<Template> templates = new ArrayList<>();
        for (String folder : inTurn) {
            templates.add(Template.of(folder));
        }
        return names(new NameRules(names.remap(), names.backslashes(), names.casing(), names.prefixes(), templates));
    }

    public TftpServerBuilder limits(Limits bounds) {
        limits = bounds;
        return this;
    }

    /** How long running transfers have to end when the server closes. */
    public TftpServerBuilder drain(Duration time) {
        drain = time;
        return this;
    }

    /** How long a request waits for an export or a storage that is being replaced. */
    public TftpServerBuilder swapWait(Duration most) {
        swapWait = most;
        return this;
    }

    /** Who is told of transfers and refusals, and never throws; default the log. */
    public TftpServerBuilder audit(AuditSink sink) {
        audit = sink;
        return this;
    }

    /**
     * Starts the server.
     *
     * @throws IOException if an address can't be bound; the message names it
     */
    public TftpServer start() throws IOException {
        int windowBytes = (int) Math.min(MOST_WINDOW_BYTES, limits.memoryBytes() / LEAST_TRANSFERS);
        var negotiation = new Negotiation(blockBytes, windowBlocks, windowBytes, rollover, refusedOptions);
        var settings = new TftpSettings(
                name,
                negotiation,
                clampToRoute,
                offload,
                timing,
                ports,
                singlePort,
                writes,
                versions,
                clients,
                reflectorPorts,
                names,
                limits,
                drain,
                swapWait,
                audit);
        List<Endpoint> places = addresses.stream()
                .map(address -> new Endpoint(address, 1, linger, owner))
                .toList();
        return TftpServer.start(settings, places, endpoints, export, providers);
    }
}

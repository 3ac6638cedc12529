// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.client.Connector;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.Lease;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.server.Session;
import io.fairlead.api.server.Statistics;
import io.fairlead.api.storage.Storage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Renders a landscape. Services may go away while they are asked; their rows say so. */
final class Report {
    private static final int MOST_ROWS = 1000;

    private final Landscape landscape;
    private final Wiring wiring;
    private final Clock clock;
    private final Function<Export, String> probe;

    /** {@code probe} tells whether an export's storage is there. */
    Report(Landscape landscape, Wiring wiring, Clock clock, Function<Export, String> probe) {
        this.landscape = landscape;
        this.wiring = wiring;
        this.clock = clock;
        this.probe = probe;
    }

    /** Everything in short. */
    String status() {
        return String.join("\n", servers(), exports(), storages(), authenticators(), connectors(), bans(), problems());
    }

    /** Each server, what it counted, and what it uses. */
    String servers() {
        return counted() + counters() + uses() + shares();
    }

    /** Sessions of every server, or of those of this name. */
    String sessions(String server) {
        var table = new Table("Sessions", "SERVER", "ID", "PEER", "USER", "CONNECTED", "IDLE", "IN", "OUT", "ACTIVITY");
        Instant now = clock.instant();
        rows(table, FileServer.NAME, landscape.serverChoice().matching(server), (found, row) -> {
            FileServer one = found.service();
            for (Session session : one.sessions()) {
                row.add(
                        one.protocol() + "/" + one.name(),
                        session.id(),
                        session.peer(),
                        session.user().isEmpty() ? "-" : session.user(),
                        Text.duration(Duration.between(session.since(), now)),
                        Text.duration(Duration.between(session.lastActive(), now)),
                        Text.bytes(session.bytesIn()),
                        Text.bytes(session.bytesOut()),
                        session.activity());
            }
        });
        return table.toString(MOST_ROWS);
    }

    /** What is open in every export, or in the one of this name. */
    String opens(String export) {
        var table = new Table("Open files", "EXPORT", "PATH", "USER", "PEER", "ACCESS", "LOCKS", "LEASE");
        rows(table, Export.NAME, landscape.exportChoice().matching(export), (found, row) -> {
            for (Export.OpenInfo open : found.service().opens()) {
                row.add(
                        found.service().name(),
                        open.path(),
                        open.user(),
                        open.peer(),
                        open.access(),
                        open.locks(),
                        lease(open));
            }
        });
        return table.toString(MOST_ROWS);
    }

    /** As the wire has it, R, RW, RH or RWH; a dash for none. */
    private static String lease(Export.OpenInfo open) {
        String letters = (open.caching().contains(Lease.Caching.READ) ? "R" : "")
                + (open.caching().contains(Lease.Caching.WRITE) ? "W" : "")
                + (open.caching().contains(Lease.Caching.HANDLE) ? "H" : "");
        return letters.isEmpty() ? "-" : letters;
    }

    /** Byte-range locks of every export, or of the one of this name. */
    String locks(String export) {
        var table = new Table("Locks", "EXPORT", "PATH", "USER", "PEER", "FROM", "BYTES", "KIND");
        rows(table, Export.NAME, landscape.exportChoice().matching(export), (found, row) -> {
            for (Export.LockInfo lock : found.service().locks()) {
                row.add(
                        found.service().name(),
                        lock.open().path(),
                        lock.open().user(),
                        lock.open().peer(),
                        Long.toUnsignedString(lock.range().offset()),
                        Long.toUnsignedString(lock.range().length()),
                        lock.exclusive() ? "exclusive" : "shared");
            }
        });
        return table.toString(MOST_ROWS);
    }

    /** Each export, its storage, and whether that is there. */
    String exports() {
        var table = new Table("Exports", "NAME", "STORAGE", "STATE", "OPEN FILES");
        rows(table, Export.NAME, landscape.exports(), (found, row) -> {
            Export export = found.service();
            row.add(
                    export.name(),
                    wiring.storage(found),
                    probe.apply(export),
                    export.opens().size());
        });
        return table.toString();
    }

    /** Who may not log in for a while. */
    String bans() {
        var table = new Table("Bans", "ADDRESS", "ACCOUNT", "FOR");
        landscape.bans().stream()
                .sorted(Comparator.comparing(LoginThrottle.Ban::address).thenComparing(LoginThrottle.Ban::account))
                .forEach(ban -> table.row(
                        ban.address(), ban.account().isEmpty() ? "every" : ban.account(), Text.duration(ban.left())));
        return table.toString();
    }

    private String counted() {
        var table = new Table(
                "Servers",
                "PROTOCOL",
                "NAME",
                "STATE",
                "LISTENS ON",
                "SESSIONS",
                "SINCE START",
                "REFUSED",
                "FAILED LOGINS",
                "TRANSFERS",
                "FAILED",
                "IN",
                "OUT");
        rows(table, FileServer.NAME, landscape.servers(), (found, row) -> {
            FileServer server = found.service();
            Statistics statistics = server.statistics();
            row.add(
                    server.protocol(),
                    server.name(),
                    server.state(),
                    server.addresses().stream().map(Text::of).collect(Collectors.joining(", ")),
                    statistics.openSessions(),
                    statistics.sessions(),
                    statistics.refusedSessions(),
                    statistics.failedLogins(),
                    statistics.transfers(),
                    statistics.failedTransfers(),
                    Text.bytes(statistics.bytesIn()),
                    Text.bytes(statistics.bytesOut()));
        });
        return table.toString();
    }

    /** With an empty line before it; nothing where nobody counts. */
    private String counters() {
        var table = new Table("Counters of the protocols' own", "SERVER", "COUNTED");
        rows(table, FileServer.NAME, landscape.servers(), (found, row) -> {
            FileServer server = found.service();
            String counted = server.protocolCounters().entrySet().stream()
                    .map(counter -> counter.getKey() + " " + counter.getValue())
                    .collect(Collectors.joining(", "));
            if (!counted.isEmpty()) {
                row.add(server.protocol() + "/" + server.name(), counted);
            }
        });
        return table.isEmpty() ? "" : "\n" + table;
    }

    /** With an empty line before it; nothing without servers. */
    private String uses() {
        var table = new Table("What servers use", "SERVER", "EXPORT", "STORAGE", "AUTHENTICATOR");
        rows(table, FileServer.NAME, landscape.servers(), (found, row) -> {
            FileServer server = found.service();
            boolean shares = !server.shares().isEmpty();
            row.add(
                    server.protocol() + "/" + server.name(),
                    shares ? "see its shares" : wiring.export(found),
                    shares ? Wiring.UNKNOWN : wiring.storage(found, landscape.exports()),
                    wiring.authenticator(found));
        });
        return table.isEmpty() ? "" : "\n" + table;
    }

    /** With an empty line before it; nothing where no protocol has any. */
    private String shares() {
        var table = new Table("Shares", "SERVER", "NAME", "EXPORT", "CONNECTED");
        rows(table, FileServer.NAME, landscape.servers(), (found, row) -> {
            FileServer server = found.service();
            for (FileServer.Shared share : server.shares()) {
                row.add(
                        server.protocol() + "/" + server.name(),
                        share.name(),
                        share.export().isEmpty() ? "none now" : share.export(),
                        share.connected());
            }
        });
        return table.isEmpty() ? "" : "\n" + table;
    }

    /** Each storage, and what it can do, in lines that fit. */
    String storages() {
        var table = new Table("Storages", "NAME", "FEATURES");
        rows(table, Storage.NAME, landscape.storages(), (found, row) -> {
            String name = found.property(Storage.NAME);
            List<String> features = found.service().features().stream()
                    .sorted()
                    .map(feature -> feature.name().toLowerCase(Locale.ROOT))
                    .toList();
            for (String line : Text.lines(features)) {
                row.add(name, line);
                name = "";
            }
        });
        return table.toString();
    }

    private String authenticators() {
        var table = new Table("Authenticators", "NAME", "ACCEPTS");
        rows(
                table,
                Authenticator.NAME,
                landscape.authenticators(),
                (found, row) -> row.add(
                        found.property(Authenticator.NAME),
                        List.of(Credential.class.getPermittedSubclasses()).stream()
                                .filter(kind -> found.service().accepts(kind.asSubclass(Credential.class)))
                                .map(Class::getSimpleName)
                                .collect(Collectors.joining(" "))));
        return table.toString();
    }

    private String connectors() {
        var table = new Table("Clients", "SCHEMES");
        rows(
                table,
                Connector.SCHEMES,
                landscape.connectors(),
                (found, row) ->
                        row.add(String.join(" ", new TreeSet<>(found.service().schemes()))));
        return table.toString();
    }

    private String problems() {
        var table = new Table("Not running, or not whole", "WHAT", "WHY");
        for (String problem : landscape.problems()) {
            table.row((Object[]) problem.split("\t", 2));
        }
        return table.toString();
    }

    private interface Row {
        void add(Object... cells);
    }

    private static <T> void rows(
            Table table, String nameKey, List<Found<T>> services, BiConsumer<Found<T>, Row> describe) {
        services.stream()
                .sorted(Comparator.comparing(found -> found.property(nameKey)))
                .forEach(found -> {
                    try {
                        describe.accept(found, table::row);
                    } catch (RuntimeException e) { // its bundle is being stopped
                        table.row(found.property(nameKey), "no answer: " + e);
                    }
                });
    }
}

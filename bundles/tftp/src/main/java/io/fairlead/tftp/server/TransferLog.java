// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.text.Masked;
import io.fairlead.tftp.channel.Outcome;
import io.fairlead.tftp.channel.Transfer;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.server.names.AddressText;
import io.fairlead.tftp.server.names.Asker;
import io.fairlead.tftp.server.names.Refusal;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is told of each transfer: to the audit, in one line for those who look into the protocol, and by the counters. */
final class TransferLog {
    private static final Logger LOG = LoggerFactory.getLogger(TransferLog.class);
    private static final int MOST_CHARACTERS = 200;

    private TransferLog() {}

    /** What ended, with what it came to. */
    static void ended(ServedTransfer served, Transfer transfer, Outcome outcome, long now) {
        Counters counters = served.facilities.counters;
        Request request = served.asker.request();
        long bytes = served.bytes();
        counters.repeated.add(transfer.repeated());
        (request.kind() == Request.Kind.READ ? counters.bytesOut : counters.bytesIn).add(bytes);
        boolean probe = isProbe(request, transfer, outcome);
        if (outcome.done()) {
            counters.transfers.increment();
        } else if (probe) {
            counters.probes.increment();
        } else {
            counters.failed.increment();
        }
        boolean madeRoom = outcome.how() == Outcome.How.CANCELLED && !transfer.established(); // it may be a flood
        boolean quiet = probe || madeRoom;
        if (!quiet) {
            report(served, outcome, bytes);
        }
        boolean fault = outcome.how() == Outcome.How.STORAGE && outcome.code() == ErrorCode.NOT_DEFINED;
        if (fault ? LOG.isWarnEnabled() : LOG.isDebugEnabled()) {
            String line = line(served, transfer, outcome, bytes, now - served.startedAt());
            if (fault) {
                LOG.warn(
                        line,
                        Masked.fault(outcome.cause())); // ours to look into; other codes are the client's business
            } else {
                LOG.debug(line);
            }
        }
    }

    private static void report(ServedTransfer served, Outcome outcome, long bytes) {
        Asker asker = served.asker;
        AuditEvent event = AuditEvent.now(
                        source(served.facilities.settings, served.id(), asker), action(asker), kind(outcome))
                .withPath(asker.request().file())
                .withBytes(bytes)
                .since(served.startedAt());
        served.facilities.settings.audit().record(outcome.done() ? event : event.withDetail(result(outcome)));
    }

    private static AuditEvent.Outcome kind(Outcome outcome) {
        return switch (outcome.how()) {
            case DONE -> AuditEvent.Outcome.DONE;
            case REFUSED -> AuditEvent.Outcome.REFUSED;
            case PEER, SILENCE, CANCELLED -> AuditEvent.Outcome.ABORTED;
            case NETWORK, STORAGE -> AuditEvent.Outcome.FAILED;
        };
    }

    private static AuditEvent.Action action(Asker asker) {
        return asker.writes() ? AuditEvent.Action.UPLOAD : AuditEvent.Action.DOWNLOAD;
    }

    private static AuditEvent.Source source(TftpSettings settings, String session, Asker asker) {
        return new AuditEvent.Source(settings.name(), session, new Peer("tftp", asker.client(), false), "");
    }

    /** Firmware asks for the size, ends the transfer by an ERROR after the OACK, and asks anew: that is no failure. */
    private static boolean isProbe(Request request, Transfer transfer, Outcome outcome) {
        return outcome.how() == Outcome.How.PEER
                && request.kind() == Request.Kind.READ
                && request.options().has(Options.TSIZE)
                && transfer.blocks() == 0;
    }

    private static String line(ServedTransfer served, Transfer transfer, Outcome outcome, long bytes, long nanos) {
        Asker asker = served.asker;
        StringBuilder line = new StringBuilder(160)
                .append(served.facilities.settings.name())
                .append(": ")
                .append(asker.request().kind())
                .append(' ')
                .append(text(asker.client()))
                .append(" \"")
                .append(printable(asker.request().file()))
                .append("\" ")
                .append(asker.request().mode().text())
                .append(": ")
                .append(bytes)
                .append(" bytes, ")
                .append(transfer.blocks())
                .append(" blocks of ")
                .append(asker.agreed().blockBytes())
                .append(", window ")
                .append(asker.agreed().windowBlocks())
                .append(", ")
                .append(transfer.repeated())
                .append(" sent again, ")
                .append(nanos / 1_000_000)
                .append(" ms: ");
        return line.append(result(outcome)).toString();
    }

    private static String result(Outcome outcome) {
        return switch (outcome.how()) {
            case DONE -> "done";
            case PEER -> "ended by the client, error " + outcome.code().number() + " " + printable(outcome.detail());
            case SILENCE -> "the client fell silent";
            case REFUSED, CANCELLED, NETWORK, STORAGE -> printable(outcome.detail());
        };
    }

    /** A request that became no transfer. What nobody is told is not worth a line either: it may be a flood. */
    static void refused(TftpSettings settings, Asker asker, ErrorCode code, Exception why, boolean told) {
        String reason = "error " + code.number() + ", " + why.getMessage();
        if (told) {
            boolean rule = code == ErrorCode.ACCESS_VIOLATION || why instanceof Refusal;
            settings.audit()
                    .record(AuditEvent.now(
                                    source(settings, "", asker),
                                    action(asker),
                                    rule ? AuditEvent.Outcome.REFUSED : AuditEvent.Outcome.FAILED)
                            .withPath(asker.request().file())
                            .withDetail(reason));
        } else {
            LOG.debug(
                    "{}: {} {} \"{}\": {}",
                    settings.name(),
                    asker.request().kind(),
                    text(asker.client()),
                    printable(asker.request().file()),
                    printable(reason));
        }
    }

    static String text(InetSocketAddress client) {
        return AddressText.plain(client.getAddress()) + ":" + client.getPort();
    }

    /** A peer's text, such that it can't make lines of its own. */
    static String printable(String text) {
        return Masked.of(text, MOST_CHARACTERS).replace('"', '?');
    }
}

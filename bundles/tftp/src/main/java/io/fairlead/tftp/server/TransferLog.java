// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.tftp.channel.Outcome;
import io.fairlead.tftp.channel.Transfer;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Request;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each transfer, and the counters that go with it. */
final class TransferLog {
    private static final Logger LOG = LoggerFactory.getLogger(TransferLog.class);
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\"]");
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
        if (quiet ? LOG.isDebugEnabled() : LOG.isInfoEnabled()) {
            String line = line(served, transfer, outcome, bytes, now - served.startedAt());
            if (quiet) {
                LOG.debug(line);
            } else if (outcome.how() == Outcome.How.STORAGE && outcome.code() == ErrorCode.NOT_DEFINED) {
                LOG.warn(line, outcome.cause()); // ours to look into; the other codes are the client's business
            } else {
                LOG.info(line);
            }
        }
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
    static void refused(String server, Asker asker, ErrorCode code, Exception why, boolean told) {
        String line = "{}: {} {} \"{}\": error {}, {}";
        Object[] values = {
            server,
            asker.request().kind(),
            text(asker.client()),
            printable(asker.request().file()),
            code.number(),
            printable(String.valueOf(why.getMessage()))
        };
        if (told) {
            LOG.info(line, values);
        } else {
            LOG.debug(line, values);
        }
    }

    private static String text(InetSocketAddress client) {
        return AddressText.plain(client.getAddress()) + ":" + client.getPort();
    }

    /** A peer's text, such that it can't make lines of its own. */
    static String printable(String text) {
        String shown = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "..." : text;
        return UNPRINTABLE.matcher(shown).replaceAll("?");
    }
}

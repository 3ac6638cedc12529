// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.tftp.protocol.Options;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The client's side of option negotiation, RFC 2347: what was asked for, and what an OACK makes of it.
 *
 * @param options of the request
 * @param rollover block number after 65535 if nothing is agreed on
 */
public record Proposal(Options options, int rollover) {
    /**
     * What was agreed on.
     *
     * @param parameters for the transfer
     * @param size the server's tsize
     */
    public record Agreement(Parameters parameters, OptionalLong size) {}

    /** The agreement with a server that answered by DATA or ACK: it knows no options. */
    public Agreement ignored() {
        return new Agreement(
                new Parameters(Parameters.PLAIN.blockBytes(), 1, rollover, Optional.empty()), OptionalLong.empty());
    }

    /**
     * Reads an OACK.
     *
     * @throws MalformedMessageException if it has an option not asked for, twice, out of its bounds, or larger than
     *     asked; the transfer then ends by ERROR 8
     */
    public Agreement accept(Options answer) throws MalformedMessageException {
        if (answer.repeated()) {
            throw new MalformedMessageException("OACK repeats an option");
        }
        for (Map.Entry<String, String> option : answer.values().entrySet()) {
            check(option.getKey(), answer);
        }
        int block = (int) answer.number(Options.BLKSIZE).orElse(Parameters.PLAIN.blockBytes());
        int window = (int) answer.number(Options.WINDOWSIZE).orElse(1);
        int restart = (int) answer.number(Options.ROLLOVER).orElse(rollover);
        Optional<Duration> timeout = answer.has(Options.TIMEOUT)
                ? Optional.of(Duration.ofSeconds(answer.number(Options.TIMEOUT).orElseThrow()))
                : Optional.empty();
        return new Agreement(new Parameters(block, window, restart, timeout), answer.number(Options.TSIZE));
    }

    private void check(String name, Options answer) throws MalformedMessageException {
        OptionalLong asked = options.number(name);
        if (asked.isEmpty()) {
            throw new MalformedMessageException("OACK has an option that was not asked for");
        }
        long most = asked.getAsLong();
        OptionalLong given =
                switch (name) {
                    case Options.BLKSIZE -> answer.number(name, Parameters.LEAST_BLOCK_BYTES, most);
                    case Options.WINDOWSIZE -> answer.number(name, 1, most);
                    case Options.TSIZE -> answer.number(name); // of an RRQ: the size of the file
                    default -> answer.number(name, most, most);
                };
        if (given.isEmpty()) {
            throw new MalformedMessageException("OACK " + name + " is not what was asked for");
        }
    }
}

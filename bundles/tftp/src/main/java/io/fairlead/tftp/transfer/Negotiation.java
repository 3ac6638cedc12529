// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.protocol.TransferMode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The server's side of option negotiation, RFC 2347: an option that is unknown, refused or out of its bounds is left
 * out of the OACK, as if it had not been asked for; a value above our bounds is lowered where the RFC allows it.
 *
 * @param mostBlockBytes largest block that is agreed to, 8 to 65464
 * @param mostWindowBlocks largest window that is agreed to
 * @param mostWindowBytes bytes that a window may hold; the window shrinks to fit
 * @param rollover block number after 65535 where the peer does not ask for one
 * @param refused names of options that are never agreed to
 */
public record Negotiation(
        int mostBlockBytes, int mostWindowBlocks, int mostWindowBytes, int rollover, Set<String> refused) {
    private static final long LEAST_UTIMEOUT = 10_000;
    private static final long MOST_UTIMEOUT = 255_000_000;
    private static final int MOST_POWER_OF_TWO = 32_768;

    /**
     * What was agreed on.
     *
     * @param parameters for the transfer
     * @param answer options of the OACK; empty for none, and then the first DATA or ACK is the answer
     */
    public record Agreement(Parameters parameters, Options answer) {}

    public Negotiation {
        refused = Set.copyOf(refused);
    }

    /** With blocks of at most {@code bytes}: what the route carries in one piece. */
    public Negotiation clampedTo(int bytes) {
        int most = Math.min(mostBlockBytes, Math.max(Parameters.LEAST_BLOCK_BYTES, bytes));
        return new Negotiation(most, mostWindowBlocks, mostWindowBytes, rollover, refused);
    }

    /** With windows of at most {@code bytes}. */
    public Negotiation windowBytes(int bytes) {
        return new Negotiation(mostBlockBytes, mostWindowBlocks, Math.min(bytes, mostWindowBytes), rollover, refused);
    }

    /**
     * Answers a request.
     *
     * @param size of the file that an RRQ is for, if it is known
     */
    public Agreement answer(Request request, OptionalLong size) {
        Options answer = Options.NONE;
        int block = Parameters.PLAIN.blockBytes();
        int window = 1;
        int restart = rollover;
        Optional<Duration> timeout = Optional.empty();
        for (String name : request.options().values().keySet()) {
            OptionalLong value = refused.contains(name) ? OptionalLong.empty() : accept(name, request, size);
            if (value.isEmpty()) {
                continue;
            }
            answer = answer.with(name, value.getAsLong());
            switch (name) {
                case Options.BLKSIZE, Options.BLKSIZE2 -> block = (int) value.getAsLong();
                case Options.WINDOWSIZE -> window = (int) value.getAsLong();
                case Options.ROLLOVER -> restart = (int) value.getAsLong();
                case Options.TIMEOUT -> timeout = Optional.of(Duration.ofSeconds(value.getAsLong()));
                case Options.UTIMEOUT -> timeout = Optional.of(Duration.ofNanos(value.getAsLong() * 1000));
                default -> {} // tsize changes nothing
            }
        }
        int fitting = Math.max(1, Math.min(window, mostWindowBytes / block));
        if (answer.has(Options.WINDOWSIZE)) {
            answer = answer.with(Options.WINDOWSIZE, fitting);
        }
        return new Agreement(new Parameters(block, fitting, restart, timeout), answer);
    }

    private OptionalLong accept(String name, Request request, OptionalLong size) {
        Options asked = request.options();
        return switch (name) {
            case Options.BLKSIZE -> // Interop: firmware asks for 65535; as with tftpd-hpa that means as much as may be
                lowered(asked.number(name, Parameters.LEAST_BLOCK_BYTES, Long.MAX_VALUE), mostBlockBytes);
            case Options.BLKSIZE2 -> asked.has(Options.BLKSIZE) ? OptionalLong.empty() : powerOfTwo(asked.number(name));
            case Options.WINDOWSIZE -> lowered(asked.number(name, 1, 65_535), mostWindowBlocks);
            case Options.TIMEOUT -> asked.number(name, 1, 255);
            case Options.UTIMEOUT ->
                asked.has(Options.TIMEOUT) ? OptionalLong.empty() : asked.number(name, LEAST_UTIMEOUT, MOST_UTIMEOUT);
            case Options.ROLLOVER -> asked.number(name, 0, 1);
            case Options.TSIZE -> size(request, size);
            default -> OptionalLong.empty();
        };
    }

    private OptionalLong powerOfTwo(OptionalLong asked) {
        if (asked.isEmpty() || asked.getAsLong() < Parameters.LEAST_BLOCK_BYTES) {
            return OptionalLong.empty();
        }
        long most = Math.min(asked.getAsLong(), Math.min(mostBlockBytes, MOST_POWER_OF_TWO));
        return OptionalLong.of(Long.highestOneBit(most));
    }

    /** RFC 2349: the answer to an RRQ is the size in octets; in netascii it is not known before it was converted. */
    private static OptionalLong size(Request request, OptionalLong size) {
        OptionalLong asked = request.options().number(Options.TSIZE);
        if (request.kind() == Request.Kind.WRITE || asked.isEmpty()) {
            return asked;
        }
        // Interop: curl (8 and older) takes an OACK with tsize 0 for an error, so an empty file's size is not told.
        return request.mode() == TransferMode.OCTET && size.orElse(0) > 0 ? size : OptionalLong.empty();
    }

    private static OptionalLong lowered(OptionalLong asked, long most) {
        return asked.isEmpty() ? asked : OptionalLong.of(Math.min(asked.getAsLong(), most));
    }
}

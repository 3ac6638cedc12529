// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.client.RemoteChecksums;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.client.connection.ControlConnection;
import io.fairlead.ftp.client.connection.ServerTraits;
import io.fairlead.ftp.protocol.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checksums by HASH (draft-bryan-ftpext-hash) or by the older XSHA256 and its like, whichever FEAT tells. A server computes
 * while we wait, the longer the larger the file. Thread-safe.
 */
final class RemoteHashes implements RemoteChecksums {
    /** "SHA-256 0-49 6169...", and the name behind it. */
    private static final Pattern HASHED = Pattern.compile("(\\S+) +0-\\d+ +([0-9a-fA-F]+)(?: .*)?", Pattern.DOTALL);

    /** What a server's disk gives at the least. */
    private static final long BYTES_PER_SECOND = 10L << 20;

    private static final Map<String, Way> WAYS = Map.of(
            "SHA-512", new Way(128, List.of("XSHA512")),
            "SHA-256", new Way(64, List.of("XSHA256")),
            "SHA-1", new Way(40, List.of("XSHA1", "XSHA")),
            "MD5", new Way(32, List.of("XMD5")),
            "CRC32", new Way(8, List.of("XCRC")));

    private final RemoteFiles files;

    /**
     * How an algorithm is asked for.
     *
     * @param digits of its checksums
     * @param verbs that name the algorithm
     */
    private record Way(int digits, List<String> verbs) {}

    RemoteHashes(RemoteFiles files) {
        this.files = files;
    }

    @Override
    public Optional<Checksum> checksum(VPath file, List<String> algorithms) throws StorageException {
        for (String algorithm : algorithms) {
            Way way = WAYS.get(algorithm);
            Optional<String> hex = way == null ? Optional.empty() : checksum(file, algorithm, way);
            if (hex.isPresent()) {
                return Optional.of(new Checksum(algorithm, hex.get().toLowerCase(Locale.ROOT)));
            }
        }
        return Optional.empty();
    }

    private Optional<String> checksum(VPath file, String algorithm, Way way) throws StorageException {
        ServerTraits traits = files.exchange().traits();
        String path = files.wirePath(file);
        if (traits.hashes().contains(algorithm)) {
            Reply reply = files.exchange().converse(true, c -> {
                Reply chosen = c.command("OPTS", "HASH " + algorithm); // it holds for this connection
                return chosen.isCompletion() ? slowly(c, file, "HASH", path) : chosen;
            });
            return reply.isCompletion() ? ofHash(reply, algorithm, way) : Optional.empty();
        }
        for (String verb : way.verbs()) {
            // Interop: behind a name with a blank some read the numbers of a part of the file, unless it is in quotes
            String argument = path.indexOf(' ') < 0 ? path : "\"" + path + "\"";
            if (traits.offers(verb) && path.indexOf('"') < 0) {
                Reply reply = files.exchange().converse(true, c -> slowly(c, file, verb, argument));
                return reply.isCompletion() ? ofWords(reply, way) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Reply slowly(ControlConnection connection, VPath file, String verb, String argument) throws IOException {
        OptionalLong size = files.sizes().get(file);
        Duration usual = files.target().ioTimeout();
        connection.send(verb, argument);
        return connection.reply(usual.plusSeconds(size.orElse(0) / BYTES_PER_SECOND), usual);
    }

    private static Optional<String> ofHash(Reply reply, String algorithm, Way way) {
        Matcher told = HASHED.matcher(reply.text().strip());
        boolean right = told.matches()
                && told.group(1).equalsIgnoreCase(algorithm)
                && told.group(2).length() == way.digits();
        return right ? Optional.of(told.group(2)) : Optional.empty();
    }

    /** The one word that can be it. */
    private static Optional<String> ofWords(Reply reply, Way way) {
        List<String> found = reply.lines().stream()
                .flatMap(line -> Pattern.compile("[\\s:=]+").splitAsStream(line))
                .filter(word -> word.matches("[0-9a-fA-F]{" + way.digits() + "}"))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.net.UrlAuthority;
import io.fairlead.tftp.offload.SegmentationOffload;
import io.fairlead.tftp.protocol.TransferMode;
import io.fairlead.tftp.transfer.Parameters;
import io.fairlead.tftp.transfer.Timing;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Where and how to ask, checked before anything is sent. Immutable.
 *
 * @param host name or numeric address
 * @param port that requests go to
 * @param root folder of the server that names are in
 * @param mode of names that do not say it themselves
 * @param blockBytes asked for
 * @param windowBlocks asked for
 * @param rollover block number after 65535
 * @param timeout asked for
 * @param offload whether the system cuts and joins the packets of windows
 * @param timing of retransmission
 * @param connect how long the server has for its first answer
 * @param leadingSlash whether names start with a slash
 * @param transfers at one time
 * @param patience how long to wait for one of them to end
 */
record TftpTarget(
        String host,
        int port,
        VPath root,
        TransferMode mode,
        int blockBytes,
        int windowBlocks,
        int rollover,
        Optional<Duration> timeout,
        SegmentationOffload offload,
        Timing timing,
        Duration connect,
        boolean leadingSlash,
        int transfers,
        Duration patience) {
    static final int DEFAULT_PORT = 69;

    private static final Duration INITIAL = Duration.ofSeconds(1);
    private static final Duration LEAST = Duration.ofMillis(200);
    private static final Duration MOST = Duration.ofSeconds(8);
    /** For tests, which have no time. */
    static final ConnectOptions.Key<Timing> TIMING = new ConnectOptions.Key<>("tftp.timing", Timing.class, null);

    private static final String MODE_PREFIX = ";mode=";

    /**
     * Reads a URI of RFC 3617, {@code tftp://host[:port]/path[;mode=netascii]}.
     *
     * @throws StorageException {@code NAME_INVALID} for what can't be used, naming it
     */
    static TftpTarget of(URI uri, ConnectOptions options) throws StorageException {
        if (!"tftp".equals(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))) {
            throw new StorageException(Reason.NOT_SUPPORTED, "scheme " + uri.getScheme());
        }
        UrlAuthority authority = UrlAuthority.of(uri).orElseThrow(() -> invalid("a TFTP URI names a host"));
        if (authority.userInfo() != null) {
            throw invalid("TFTP knows no users");
        }
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw invalid("the path holds a control character");
        }
        String word = options.get(TftpOptions.MODE);
        int suffix = path.toLowerCase(Locale.ROOT).lastIndexOf(MODE_PREFIX);
        if (suffix >= 0) {
            word = path.substring(suffix + MODE_PREFIX.length());
            path = path.substring(0, suffix);
        }
        return new TftpTarget(
                authority.host(),
                port(authority.port()),
                VPath.ROOT.resolve(path),
                mode(word),
                within(options, TftpOptions.BLOCK_SIZE, Parameters.LEAST_BLOCK_BYTES, Parameters.MOST_BLOCK_BYTES),
                Math.min(Parameters.MOST_WINDOW_BLOCKS, within(options, TftpOptions.WINDOW_SIZE, 1, 65_535)),
                within(options, TftpOptions.ROLLOVER, 0, 1),
                timeout(options),
                offload(options.get(TftpOptions.SEGMENTATION_OFFLOAD)),
                timing(options),
                options.get(ConnectOptions.CONNECT_TIMEOUT),
                options.get(TftpOptions.LEADING_SLASH),
                within(options, ConnectOptions.MAX_CONNECTIONS, 1, 10_000),
                options.get(ConnectOptions.POOL_TIMEOUT));
    }

    /** @param number negative for none */
    private static int port(int number) throws StorageException {
        if (number == 0 || number > 65_535) {
            throw invalid("port " + number);
        }
        return number < 0 ? DEFAULT_PORT : number;
    }

    private static Timing timing(ConnectOptions options) throws StorageException {
        Duration silence = options.get(ConnectOptions.IO_TIMEOUT);
        if (silence.compareTo(LEAST) < 0) {
            throw invalid("ioTimeout " + silence + "; expected " + LEAST + " or more");
        }
        Timing set = options.get(TIMING);
        if (set != null) {
            return set;
        }
        Duration initial = silence.compareTo(INITIAL) < 0 ? silence : INITIAL;
        return new Timing(initial, LEAST, MOST, silence, 5);
    }

    private static Optional<Duration> timeout(ConnectOptions options) throws StorageException {
        Duration timeout = options.get(TftpOptions.TIMEOUT);
        if (timeout != null && (timeout.toNanosPart() != 0 || timeout.toSeconds() < 1 || timeout.toSeconds() > 255)) {
            throw invalid("tftp.timeout " + timeout + "; expected whole seconds, 1 to 255");
        }
        return Optional.ofNullable(timeout);
    }

    private static int within(ConnectOptions options, ConnectOptions.Key<Integer> key, int least, int most)
            throws StorageException {
        int value = options.get(key);
        if (value < least || value > most) {
            throw invalid(key.name() + " " + value + "; expected " + least + " to " + most);
        }
        return value;
    }

    private static TransferMode mode(String word) throws StorageException {
        for (TransferMode mode : TransferMode.values()) {
            if (mode.text().equalsIgnoreCase(word)) {
                return mode;
            }
        }
        throw invalid("mode is neither octet nor netascii");
    }

    private static SegmentationOffload offload(String word) throws StorageException {
        for (SegmentationOffload offload : SegmentationOffload.values()) {
            if (offload.name().equalsIgnoreCase(word)) {
                return offload;
            }
        }
        throw invalid("tftp.segmentationOffload " + word + "; expected auto, on or off");
    }

    private static StorageException invalid(String what) {
        return new StorageException(Reason.NAME_INVALID, what);
    }

    /**
     * A file of the server.
     *
     * @param name as it is sent
     * @param mode how its content is represented
     */
    record RemoteFile(String name, TransferMode mode) {}

    /**
     * The file that {@code path} of the storage names; its last name may end in {@code ;mode=}.
     *
     * @throws StorageException {@code NAME_INVALID} for a control character, or a mode that is none
     */
    RemoteFile file(VPath path) throws StorageException {
        String text = path.rebase(VPath.ROOT, root).toString();
        TransferMode how = mode;
        int suffix = text.toLowerCase(Locale.ROOT).lastIndexOf(MODE_PREFIX);
        if (suffix > text.lastIndexOf('/')) {
            how = mode(text.substring(suffix + MODE_PREFIX.length()));
            text = text.substring(0, suffix);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new StorageException(Reason.NAME_INVALID, "a name with a control character");
        }
        return new RemoteFile(leadingSlash ? text : text.substring(1), how);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}

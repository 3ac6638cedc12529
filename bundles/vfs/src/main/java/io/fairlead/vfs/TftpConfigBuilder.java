// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.ConnectOptions;
import java.time.Duration;
import org.apache.commons.vfs2.FileSystemOptions;

/**
 * Options of {@code tftp}, beside those of every provider: of these the connect timeout is how long the server has for its
 * first answer, the I/O timeout the silence that ends a transfer, and the most connections the most transfers at one time.
 * What the server does not agree to is done without. Keys are equal by name to the connector's.
 */
public final class TftpConfigBuilder extends ConnectorFileSystemConfigBuilder {
    private static final TftpConfigBuilder INSTANCE = new TftpConfigBuilder();

    private static final ConnectOptions.Key<Integer> BLOCK_SIZE = number("tftp.blockSize", 1468);
    private static final ConnectOptions.Key<Integer> WINDOW_SIZE = number("tftp.windowSize", 8);
    private static final ConnectOptions.Key<Integer> ROLLOVER = number("tftp.rollover", 0);
    private static final ConnectOptions.Key<Duration> TIMEOUT =
            new ConnectOptions.Key<>("tftp.timeout", Duration.class, null);
    private static final ConnectOptions.Key<String> MODE = new ConnectOptions.Key<>("tftp.mode", String.class, "octet");
    private static final ConnectOptions.Key<Boolean> LEADING_SLASH =
            new ConnectOptions.Key<>("tftp.leadingSlash", Boolean.class, false);
    private static final ConnectOptions.Key<String> SEGMENTATION_OFFLOAD =
            new ConnectOptions.Key<>("tftp.segmentationOffload", String.class, "auto");

    private TftpConfigBuilder() {}

    private static ConnectOptions.Key<Integer> number(String name, int fallback) {
        return new ConnectOptions.Key<>(name, Integer.class, fallback);
    }

    public static TftpConfigBuilder getInstance() {
        return INSTANCE;
    }

    /** Bytes of a block to ask for, 8 to 65464 (RFC 2348), never more than the route carries in one piece; 1468 unless set. */
    public void setBlockSize(FileSystemOptions options, int bytes) {
        set(options, BLOCK_SIZE, bytes);
    }

    /** Blocks of a window to ask for, 1 to 65535 (RFC 7440); 8 unless set. */
    public void setWindowSize(FileSystemOptions options, int blocks) {
        set(options, WINDOW_SIZE, blocks);
    }

    /**
     * How long either end waits before it sends again, 1 to 255 whole seconds (RFC 2349); unless set, or with null, the
     * server is not told, and we measure the round trip.
     */
    public void setTimeout(FileSystemOptions options, Duration timeout) {
        set(options, TIMEOUT, timeout);
    }

    /** Whether files whose URL names no {@code ;mode=} are text, whose line ends are converted; false unless set. */
    public void setNetascii(FileSystemOptions options, boolean netascii) {
        set(options, MODE, netascii ? "netascii" : null);
    }

    /** Block number that follows 65535, 0 or 1; 0 unless set. */
    public void setRollover(FileSystemOptions options, int number) {
        set(options, ROLLOVER, number);
    }

    /** Whether names are sent with a slash before them, for servers that have no root of their own; false unless set. */
    public void setLeadingSlash(FileSystemOptions options, boolean slash) {
        set(options, LEADING_SLASH, slash ? true : null);
    }

    /** Whether Linux cuts and joins the packets of windows: {@code auto}, {@code on} or {@code off}; auto unless set. */
    public void setSegmentationOffload(FileSystemOptions options, String where) {
        set(options, SEGMENTATION_OFFLOAD, where);
    }
}

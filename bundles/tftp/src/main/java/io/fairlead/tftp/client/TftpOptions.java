// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.client.ConnectOptions;
import java.time.Duration;

/** Options of TFTP, beside those of {@link ConnectOptions}. What the server does not agree to is done without. */
public final class TftpOptions {
    /** Bytes of data a block asked for, 8 to 65464 (RFC 2348); never more than the route carries in one piece. */
    public static final ConnectOptions.Key<Integer> BLOCK_SIZE =
            new ConnectOptions.Key<>("tftp.blockSize", Integer.class, 1468);

    /** Blocks a window asked for, 1 to 65535 (RFC 7440). */
    public static final ConnectOptions.Key<Integer> WINDOW_SIZE =
            new ConnectOptions.Key<>("tftp.windowSize", Integer.class, 8);

    /** Wait before either end sends again, in whole seconds, 1 to 255 (RFC 2349); null measures the round trip. */
    public static final ConnectOptions.Key<Duration> TIMEOUT =
            new ConnectOptions.Key<>("tftp.timeout", Duration.class, null);

    /** {@code octet} or {@code netascii}, for names that do not say so themselves by {@code ;mode=}. */
    public static final ConnectOptions.Key<String> MODE = new ConnectOptions.Key<>("tftp.mode", String.class, "octet");

    /** Block number after 65535, 0 or 1, where the server does not agree to one. */
    public static final ConnectOptions.Key<Integer> ROLLOVER =
            new ConnectOptions.Key<>("tftp.rollover", Integer.class, 0);

    /** Whether names are sent with a slash before them, for servers that have no root of their own. */
    public static final ConnectOptions.Key<Boolean> LEADING_SLASH =
            new ConnectOptions.Key<>("tftp.leadingSlash", Boolean.class, false);

    /** {@code auto}, {@code on} or {@code off}: whether the system cuts and joins the packets of windows. */
    public static final ConnectOptions.Key<String> SEGMENTATION_OFFLOAD =
            new ConnectOptions.Key<>("tftp.segmentationOffload", String.class, "auto");

    private TftpOptions() {}
}

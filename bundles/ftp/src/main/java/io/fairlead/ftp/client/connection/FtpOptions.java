// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.api.client.ConnectOptions;
import java.time.Duration;

/** Options of FTP connections, beside those of {@link ConnectOptions}. */
public final class FtpOptions {
    /**
     * TLS, of {@code ftp} URLs too: {@code explicit} (AUTH TLS on the usual port), {@code implicit} (from the first byte), or
     * {@code auto}: none for {@code ftp}; for {@code ftps} implicit on port 990, which IANA keeps for it, else explicit.
     */
    public static final ConnectOptions.Key<String> TLS = new ConnectOptions.Key<>("ftp.tls", String.class, "auto");

    /**
     * Whether data under TLS must end by close_notify (RFC 8446 6.1): {@code expected}, so that nobody on the way can cut
     * it (a file of which the length is known, as the server has told under TLS, may end without), or {@code optional}.
     */
    public static final ConnectOptions.Key<String> CLOSE_NOTIFY =
            new ConnectOptions.Key<>("ftp.closeNotify", String.class, "expected");

    /**
     * Where data connections go: {@code control} (the server's address as we know it) or {@code server} (what its reply to
     * PASV names: for servers with a separate data address; lets a hostile server make us connect elsewhere).
     */
    public static final ConnectOptions.Key<String> PASSIVE_ADDRESS =
            new ConnectOptions.Key<>("ftp.passiveAddress", String.class, "control");

    /**
     * Whether the server connects to us for data (PORT and EPRT), not we to it: for servers that can't be reached but by
     * their control port. The way to our ports has to be free.
     */
    public static final ConnectOptions.Key<Boolean> ACTIVE =
            new ConnectOptions.Key<>("ftp.active", Boolean.class, false);

    /** The ports of ours that it may connect to, as {@code 40000-40100}; any free one unless set. */
    public static final ConnectOptions.Key<String> ACTIVE_PORTS =
            new ConnectOptions.Key<>("ftp.activePorts", String.class, null);

    /**
     * The numeric address that the server is told to connect to, where it sees us under another than we see ourselves;
     * the one that the control connection has here unless set.
     */
    public static final ConnectOptions.Key<String> ACTIVE_ADDRESS =
            new ConnectOptions.Key<>("ftp.activeAddress", String.class, null);

    /**
     * Whether the storage's root is the directory we are in after login (RFC 1738 3.2.2, and what curl, lftp and Commons
     * VFS do), not the server's root. Most servers show users their home as the root, so that it is the same.
     */
    public static final ConnectOptions.Key<Boolean> USER_DIR_IS_ROOT =
            new ConnectOptions.Key<>("ftp.userDirIsRoot", Boolean.class, true);

    /**
     * How whole files are uploaded: {@code direct} (STOR to the name itself: one command), {@code rename} (to a temporary
     * name beside it, then RNFR and RNTO: nobody sees half a file), or {@code auto}: by rename where a file is there that
     * would be lost if the upload broke off, unless the server can't rename; else direct.
     */
    public static final ConnectOptions.Key<String> UPLOAD =
            new ConnectOptions.Key<>("ftp.upload", String.class, "auto");

    /** Charset of names. */
    public static final ConnectOptions.Key<String> ENCODING =
            new ConnectOptions.Key<>("ftp.encoding", String.class, "UTF-8");

    /** Time zone of listings by LIST, for servers without MLSD. */
    public static final ConnectOptions.Key<String> SERVER_ZONE =
            new ConnectOptions.Key<>("ftp.serverZone", String.class, "UTC");

    /** How long a data connection may be silent; {@link ConnectOptions#IO_TIMEOUT}, as for commands, unless set. */
    public static final ConnectOptions.Key<Duration> DATA_TIMEOUT =
            new ConnectOptions.Key<>("ftp.dataTimeout", Duration.class, null);

    private FtpOptions() {}
}

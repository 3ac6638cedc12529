// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.ConnectOptions;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.ZoneId;
import org.apache.commons.vfs2.FileSystemOptions;

/** Options of {@code ftp} and {@code ftps}, beside those of every provider. Keys are equal by name to the connector's. */
public final class FtpConfigBuilder extends ConnectorFileSystemConfigBuilder {
    private static final FtpConfigBuilder INSTANCE = new FtpConfigBuilder();

    static final ConnectOptions.Key<String> TLS = text("ftp.tls", "auto");
    static final ConnectOptions.Key<String> PASSIVE_ADDRESS = text("ftp.passiveAddress", "control");
    static final ConnectOptions.Key<String> UPLOAD = text("ftp.upload", "auto");
    static final ConnectOptions.Key<String> CLOSE_NOTIFY = text("ftp.closeNotify", "expected");
    static final ConnectOptions.Key<String> ENCODING = text("ftp.encoding", "UTF-8");
    static final ConnectOptions.Key<String> SERVER_ZONE = text("ftp.serverZone", "UTC");
    static final ConnectOptions.Key<Duration> DATA_TIMEOUT =
            new ConnectOptions.Key<>("ftp.dataTimeout", Duration.class, null);
    static final ConnectOptions.Key<Boolean> ACTIVE = new ConnectOptions.Key<>("ftp.active", Boolean.class, false);
    static final ConnectOptions.Key<String> ACTIVE_PORTS = text("ftp.activePorts", null);
    static final ConnectOptions.Key<String> ACTIVE_ADDRESS = text("ftp.activeAddress", null);
    static final ConnectOptions.Key<Boolean> USER_DIR_IS_ROOT =
            new ConnectOptions.Key<>("ftp.userDirIsRoot", Boolean.class, true);

    private FtpConfigBuilder() {}

    private static ConnectOptions.Key<String> text(String name, String fallback) {
        return new ConnectOptions.Key<>(name, String.class, fallback);
    }

    public static FtpConfigBuilder getInstance() {
        return INSTANCE;
    }

    /**
     * Whether TLS is spoken from the first byte (usually on port 990, which the URL must name), or after {@code AUTH TLS}: by
     * {@code ftps}, and by {@code ftp} too. Unless set {@code ftp} speaks none, and {@code ftps} the first on port 990, the
     * other one elsewhere.
     */
    public void setImplicitTls(FileSystemOptions options, boolean implicit) {
        set(options, TLS, implicit ? "implicit" : "explicit");
    }

    /**
     * Whether data under TLS may end without close_notify (RFC 8446 6.1), so that somebody on the way may have cut it; false
     * unless set: then only files may whose length the server has told.
     */
    public void setCloseNotifyOptional(FileSystemOptions options, boolean optional) {
        set(options, CLOSE_NOTIFY, optional ? "optional" : null);
    }

    /**
     * Whether a URL's path starts at the directory we are in after login (RFC 1738 3.2.2; Commons VFS's own provider does
     * the same), and not at the server's root; true unless set. It makes no difference for servers that show users their
     * home as root.
     */
    public void setUserDirIsRoot(FileSystemOptions options, boolean userDirIsRoot) {
        set(options, USER_DIR_IS_ROOT, userDirIsRoot ? null : false);
    }

    /** Whether data connections go to the address that the server's reply to PASV names; false unless set. */
    public void setTrustPassiveAddress(FileSystemOptions options, boolean trust) {
        set(options, PASSIVE_ADDRESS, trust ? "server" : null);
    }

    /**
     * Whether the server connects to us for data (PORT and EPRT), not we to it; false unless set. The way to our ports has to
     * be free.
     */
    public void setActive(FileSystemOptions options, boolean active) {
        set(options, ACTIVE, active ? true : null);
    }

    /** The ports of ours that the server may connect to, from the first to the last; any free one unless set. */
    public void setActivePorts(FileSystemOptions options, int first, int last) {
        set(options, ACTIVE_PORTS, first + "-" + last);
    }

    /**
     * The address that the server is told to connect to, where it sees us under another than we do; the one that the
     * control connection has here unless set, or with null.
     */
    public void setActiveAddress(FileSystemOptions options, InetAddress address) {
        String text = address == null ? null : address.getHostAddress().replaceFirst("%.*", "");
        set(options, ACTIVE_ADDRESS, text);
    }

    /**
     * Whether all uploads go to a temporary name that is renamed at the end, or none; unless set those do that replace a
     * file, where the server can rename.
     */
    public void setUploadByRename(FileSystemOptions options, boolean rename) {
        set(options, UPLOAD, rename ? "rename" : "direct");
    }

    /** Charset of names; UTF-8 unless set. */
    public void setEncoding(FileSystemOptions options, Charset charset) {
        set(options, ENCODING, charset.name());
    }

    /** Time zone of listings of servers without MLSD; UTC unless set. */
    public void setServerZone(FileSystemOptions options, ZoneId zone) {
        set(options, SERVER_ZONE, zone.getId());
    }

    /** How long a data connection may be silent; as long as {@link #setIoTimeout} says unless set. */
    public void setDataTimeout(FileSystemOptions options, Duration timeout) {
        set(options, DATA_TIMEOUT, timeout);
    }
}

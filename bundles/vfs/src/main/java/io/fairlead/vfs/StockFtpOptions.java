// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.ConnectOptions;
import java.lang.reflect.InvocationTargetException;
import java.net.Proxy;
import java.time.Duration;
import java.util.Set;
import org.apache.commons.lang3.Range;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.provider.ftp.FtpFileSystemConfigBuilder;
import org.apache.commons.vfs2.provider.ftp.FtpFileType;
import org.apache.commons.vfs2.provider.ftps.FtpsDataChannelProtectionLevel;
import org.apache.commons.vfs2.provider.ftps.FtpsFileSystemConfigBuilder;
import org.apache.commons.vfs2.provider.ftps.FtpsMode;

/**
 * The options of Commons VFS's own FTP provider, so that a program that sets them can change the provider and nothing else:
 * each is taken over or refused, none ignored in silence. The table is in {@code docs/vfs.md}. Our own come first where both
 * are set.
 */
final class StockFtpOptions {
    private static final Set<String> SCHEMES = Set.of("ftp", "ftps");
    private static final Set<String> LISTINGS = Set.of("UNIX", "WINDOWS"); // by itself it knows which it reads

    private final FtpFileSystemConfigBuilder stock = FtpFileSystemConfigBuilder.getInstance();
    private final FileSystemOptions options;
    private ConnectOptions result;

    private StockFtpOptions(FileSystemOptions options, ConnectOptions ours) {
        this.options = options;
        this.result = ours;
    }

    /**
     * What was set, of ours and of the stock provider's.
     *
     * @param scheme of the connector
     * @throws FileSystemException naming the option that can't be honoured, and why
     */
    static ConnectOptions merge(String scheme, FileSystemOptions options) throws FileSystemException {
        ConnectOptions ours = ConnectorFileSystemConfigBuilder.getInstance().getConnectOptions(options);
        if (options == null || !SCHEMES.contains(scheme)) {
            return ours;
        }
        try {
            StockFtpOptions merged = new StockFtpOptions(options, ours);
            merged.refuseOtherListings();
            merged.refuseOtherConnections();
            merged.takeActiveMode();
            merged.takeTimes();
            merged.takeNamesAndRoot();
            if (scheme.equals("ftps")) {
                merged.takeTls(FtpsFileSystemConfigBuilder.getInstance());
            }
            return merged.result;
        } catch (LinkageError e) {
            return ours; // without commons-net there may be no class that could have set any
        }
    }

    private void takeActiveMode() {
        if (Boolean.FALSE.equals(stock.getPassiveMode(options))) {
            take(FtpConfigBuilder.ACTIVE, true);
        }
        Range<Integer> ports = stock.getActivePortRange(options);
        take(FtpConfigBuilder.ACTIVE_PORTS, ports == null ? null : ports.getMinimum() + "-" + ports.getMaximum());
    }

    private void refuseOtherListings() throws FileSystemException {
        String why = "MLSD is read, and LIST in many forms and languages";
        String parser = stock.getEntryParser(options);
        refuseIf(parser != null && !LISTINGS.contains(parser), "entryParser", why);
        refuseIf(hasParserFactory(), "entryParserFactory", why);
        refuseIf(stock.getDefaultDateFormat(options) != null, "defaultDateFormat", why);
        refuseIf(stock.getRecentDateFormat(options) != null, "recentDateFormat", why);
        refuseIf(stock.getShortMonthNames(options) != null, "shortMonthNames", why);
        String language = stock.getServerLanguageCode(options);
        refuseIf(language != null && !language.equals("en"), "serverLanguageCode", why);
    }

    /** Its type is of commons-net, which need not be there. */
    private boolean hasParserFactory() {
        try {
            return FtpFileSystemConfigBuilder.class
                            .getMethod("getEntryParserFactory", FileSystemOptions.class)
                            .invoke(stock, options)
                    != null;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException | LinkageError e) {
            return false;
        }
    }

    private void refuseOtherConnections() throws FileSystemException {
        FtpFileType type = stock.getFileType(options);
        refuseIf(type != null && type != FtpFileType.BINARY, "fileType", "files are transferred as they are");
        Proxy proxy = stock.getProxy(options);
        refuseIf(proxy != null && proxy.type() != Proxy.Type.DIRECT, "proxy", "connections are made directly");
        String why = "commands are not sent while a file is transferred";
        refuseIf(set(stock.getControlKeepAliveTimeout(options)), "controlKeepAliveTimeout", why);
        refuseIf(set(stock.getControlKeepAliveReplyTimeout(options)), "controlKeepAliveReplyTimeout", why);
    }

    private static boolean set(Duration duration) {
        return duration != null && !duration.isZero();
    }

    private void takeTimes() throws FileSystemException {
        take(ConnectOptions.CONNECT_TIMEOUT, bounded("connectTimeout", stock.getConnectTimeoutDuration(options)));
        take(ConnectOptions.IO_TIMEOUT, bounded("soTimeout", stock.getSoTimeoutDuration(options)));
        take(FtpConfigBuilder.DATA_TIMEOUT, bounded("dataTimeout", stock.getDataTimeoutDuration(options)));
        take(FtpConfigBuilder.SERVER_ZONE, stock.getServerTimeZoneId(options));
    }

    private static Duration bounded(String option, Duration timeout) throws FileSystemException {
        refuseIf(timeout != null && (timeout.isZero() || timeout.isNegative()), option, "every wait has an end");
        return timeout;
    }

    private void takeNamesAndRoot() throws FileSystemException {
        String encoding = stock.getControlEncoding(options);
        refuseIf(
                Boolean.TRUE.equals(stock.getAutodetectUtf8(options))
                        && encoding != null
                        && !encoding.equalsIgnoreCase("UTF-8"),
                "autodetectUtf8",
                "names are in UTF-8, or in what controlEncoding says");
        take(FtpConfigBuilder.ENCODING, encoding);
        if (Boolean.FALSE.equals(stock.getUserDirIsRoot(options))) {
            take(FtpConfigBuilder.USER_DIR_IS_ROOT, false);
        }
        if (Boolean.FALSE.equals(stock.getRemoteVerification(options))) {
            take(FtpConfigBuilder.PASSIVE_ADDRESS, "server");
        }
    }

    private void takeTls(FtpsFileSystemConfigBuilder ftps) throws FileSystemException {
        FtpsDataChannelProtectionLevel level = ftps.getDataChannelProtectionLevel(options);
        refuseIf(
                level != null && level != FtpsDataChannelProtectionLevel.P,
                "dataChannelProtectionLevel",
                "data connections are always private");
        if (ftps.getFtpsMode(options) == FtpsMode.IMPLICIT) {
            take(FtpConfigBuilder.TLS, "implicit");
        }
        TlsManagers managers = TlsManagers.of(ftps, options);
        if (result.get(ConnectOptions.SSL_CONTEXT) == null && managers != null) {
            result = result.with(TlsManagers.KEY, managers);
        }
    }

    private <T> void take(ConnectOptions.Key<T> key, T value) {
        ConnectOptions.Key<T> unset = new ConnectOptions.Key<>(key.name(), key.type(), null);
        if (value != null && result.get(unset) == null) {
            result = result.with(key, value);
        }
    }

    private static void refuseIf(boolean refused, String option, String why) throws FileSystemException {
        if (refused) {
            throw new ConnectorFileException(
                    "the option " + option + " of Commons VFS's FTP provider is not honoured here: " + why, null);
        }
    }
}

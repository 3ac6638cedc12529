// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.storage.memory.MemoryStorage;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import org.apache.commons.lang3.Range;
import org.apache.commons.net.ftp.parser.DefaultFTPFileEntryParserFactory;
import org.apache.commons.net.util.TrustManagerUtils;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.ftp.FtpFileSystemConfigBuilder;
import org.apache.commons.vfs2.provider.ftp.FtpFileType;
import org.apache.commons.vfs2.provider.ftps.FtpsDataChannelProtectionLevel;
import org.apache.commons.vfs2.provider.ftps.FtpsFileSystemConfigBuilder;
import org.apache.commons.vfs2.provider.ftps.FtpsMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a program sets for the stock provider counts for ours, or is refused before anything is sent. */
class StockFtpOptionsTest {
    private static final FtpFileSystemConfigBuilder STOCK = FtpFileSystemConfigBuilder.getInstance();
    private static final FtpsFileSystemConfigBuilder FTPS = FtpsFileSystemConfigBuilder.getInstance();

    private final DefaultFileSystemManager manager = new DefaultFileSystemManager();

    /** An option by the name of its setter, and a way to set it. */
    record Case(String option, Consumer<FileSystemOptions> set, ConnectOptions expected) {
        @Override
        public String toString() {
            return option + (expected == null ? "" : " " + expected);
        }

        FileSystemOptions options() {
            FileSystemOptions options = new FileSystemOptions();
            set.accept(options);
            return options;
        }
    }

    private static Case refused(String option, Consumer<FileSystemOptions> set) {
        return new Case(option, set, null);
    }

    private static Case taken(String option, Consumer<FileSystemOptions> set) {
        return new Case(option, set, ConnectOptions.NONE);
    }

    private static <T> Case taken(String option, Consumer<FileSystemOptions> set, ConnectOptions.Key<T> key, T value) {
        return new Case(option, set, ConnectOptions.NONE.with(key, value));
    }

    static List<Case> refused() {
        Proxy proxy = new Proxy(Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("proxy", 1080));
        return List.of(
                refused("entryParser", o -> STOCK.setEntryParser(o, "VMS")),
                refused(
                        "entryParserFactory",
                        o -> STOCK.setEntryParserFactory(o, new DefaultFTPFileEntryParserFactory())),
                refused("defaultDateFormat", o -> STOCK.setDefaultDateFormat(o, "d MMM yyyy")),
                refused("recentDateFormat", o -> STOCK.setRecentDateFormat(o, "d MMM HH:mm")),
                refused("shortMonthNames", o -> STOCK.setShortMonthNames(o, new String[] {"jan"})),
                refused("serverLanguageCode", o -> STOCK.setServerLanguageCode(o, "fr")),
                refused("fileType", o -> STOCK.setFileType(o, FtpFileType.ASCII)),
                refused("proxy", o -> STOCK.setProxy(o, proxy)),
                refused("controlKeepAliveTimeout", o -> STOCK.setControlKeepAliveTimeout(o, Duration.ofSeconds(1))),
                refused(
                        "controlKeepAliveReplyTimeout",
                        o -> STOCK.setControlKeepAliveReplyTimeout(o, Duration.ofSeconds(1))),
                refused("connectTimeout", o -> STOCK.setConnectTimeout(o, Duration.ZERO)),
                refused("soTimeout", o -> STOCK.setSoTimeout(o, Duration.ZERO)),
                refused("dataTimeout", o -> STOCK.setDataTimeout(o, Duration.ofSeconds(-1))),
                refused("autodetectUtf8", o -> {
                    STOCK.setAutodetectUtf8(o, true);
                    STOCK.setControlEncoding(o, "ISO-8859-1");
                }),
                refused(
                        "dataChannelProtectionLevel",
                        o -> FTPS.setDataChannelProtectionLevel(o, FtpsDataChannelProtectionLevel.C)));
    }

    static List<Case> taken() {
        Duration time = Duration.ofSeconds(7);
        TrustManager trust = TrustManagerUtils.getAcceptAllTrustManager();
        return List.of(
                taken("passiveMode", o -> STOCK.setPassiveMode(o, true)),
                taken("passiveMode", o -> STOCK.setPassiveMode(o, false), FtpConfigBuilder.ACTIVE, true),
                taken(
                        "activePortRange",
                        o -> STOCK.setActivePortRange(o, Range.of(4000, 4010)),
                        FtpConfigBuilder.ACTIVE_PORTS,
                        "4000-4010"),
                taken("entryParser", o -> STOCK.setEntryParser(o, "UNIX")),
                taken("serverLanguageCode", o -> STOCK.setServerLanguageCode(o, "en")),
                taken("fileType", o -> STOCK.setFileType(o, FtpFileType.BINARY)),
                taken("proxy", o -> STOCK.setProxy(o, Proxy.NO_PROXY)),
                taken("mdtmLastModifiedTime", o -> STOCK.setMdtmLastModifiedTime(o, true)),
                taken("transferAbortedOkReplyCodes", o -> STOCK.setTransferAbortedOkReplyCodes(o, List.of(225, 226))),
                taken("autodetectUtf8", o -> STOCK.setAutodetectUtf8(o, true)),
                taken("remoteVerification", o -> STOCK.setRemoteVerification(o, true)),
                taken("userDirIsRoot", o -> STOCK.setUserDirIsRoot(o, true)),
                taken("connectTimeout", o -> STOCK.setConnectTimeout(o, time), ConnectOptions.CONNECT_TIMEOUT, time),
                taken("soTimeout", o -> STOCK.setSoTimeout(o, time), ConnectOptions.IO_TIMEOUT, time),
                taken("dataTimeout", o -> STOCK.setDataTimeout(o, time), FtpConfigBuilder.DATA_TIMEOUT, time),
                taken(
                        "controlEncoding",
                        o -> STOCK.setControlEncoding(o, "ISO-8859-1"),
                        FtpConfigBuilder.ENCODING,
                        "ISO-8859-1"),
                taken(
                        "serverTimeZoneId",
                        o -> STOCK.setServerTimeZoneId(o, "Europe/Oslo"),
                        FtpConfigBuilder.SERVER_ZONE,
                        "Europe/Oslo"),
                taken(
                        "remoteVerification",
                        o -> STOCK.setRemoteVerification(o, false),
                        FtpConfigBuilder.PASSIVE_ADDRESS,
                        "server"),
                taken("userDirIsRoot", o -> STOCK.setUserDirIsRoot(o, false), FtpConfigBuilder.USER_DIR_IS_ROOT, false),
                taken(
                        "dataChannelProtectionLevel",
                        o -> FTPS.setDataChannelProtectionLevel(o, FtpsDataChannelProtectionLevel.P)),
                taken("ftpsMode", o -> FTPS.setFtpsMode(o, FtpsMode.IMPLICIT), FtpConfigBuilder.TLS, "implicit"),
                taken(
                        "trustManager",
                        o -> FTPS.setTrustManager(o, trust),
                        TlsManagers.KEY,
                        new TlsManagers(null, trust)));
    }

    @BeforeEach
    void manager() throws FileSystemException {
        manager.addProvider(new String[] {"ftp", "ftps"}, new FtpFileProvider());
        manager.init();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Nobody is asked: the host does not exist. */
    @ParameterizedTest
    @MethodSource
    void refused(Case option) {
        assertThatThrownBy(() -> manager.resolveFile("ftps://host.invalid/a", option.options()))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("the option " + option.option() + " of Commons VFS's FTP provider");
    }

    @ParameterizedTest
    @MethodSource
    void taken(Case option) throws FileSystemException {
        assertThat(StockFtpOptions.merge("ftps", option.options())).isEqualTo(option.expected());
    }

    @Test
    void oursComeFirst() throws FileSystemException {
        FileSystemOptions options = new FileSystemOptions();
        STOCK.setConnectTimeout(options, Duration.ofSeconds(7));
        FtpConfigBuilder.getInstance().setConnectTimeout(options, Duration.ofSeconds(8));
        assertThat(StockFtpOptions.merge("ftp", options).get(ConnectOptions.CONNECT_TIMEOUT))
                .isEqualTo(Duration.ofSeconds(8));
        assertThat(StockFtpOptions.merge("tftp", options).get(ConnectOptions.CONNECT_TIMEOUT))
                .isEqualTo(Duration.ofSeconds(8));
    }

    /** As programs have it that were written for the stock provider. */
    @Test
    void aUsualSetOfThemWorks() throws IOException {
        try (MemoryStorage storage = new MemoryStorage();
                OurServer server = new OurServer(storage)) {
            FileObject file = manager.resolveFile(server.url("ftp") + "a", usual());
            try (var out = file.getContent().getOutputStream()) {
                out.write("hello".getBytes(StandardCharsets.UTF_8));
            }
            FileObject again = manager.resolveFile(server.url("ftp") + "a", usual());
            assertThat(again.getContent().getString(StandardCharsets.UTF_8)).isEqualTo("hello");
            assertThat(again.getFileSystem())
                    .as("equal options share connections")
                    .isSameAs(file.getFileSystem());
        }
    }

    private static FileSystemOptions usual() {
        FileSystemOptions options = new FileSystemOptions();
        STOCK.setPassiveMode(options, true);
        STOCK.setUserDirIsRoot(options, false);
        STOCK.setControlEncoding(options, "UTF-8");
        STOCK.setFileType(options, FtpFileType.BINARY);
        STOCK.setConnectTimeout(options, Duration.ofSeconds(10));
        STOCK.setSoTimeout(options, Duration.ofSeconds(20));
        STOCK.setDataTimeout(options, Duration.ofSeconds(30));
        return options;
    }

    @Test
    void takesTrustForBothConnections() throws IOException {
        try (MemoryStorage storage = new MemoryStorage();
                OurServer server = new OurServer(storage)) {
            FileSystemOptions options = new FileSystemOptions();
            FTPS.setTrustManager(options, TrustManagerUtils.getAcceptAllTrustManager());
            FtpConfigBuilder.getInstance().setVerifyHostName(options, false);
            assertThat(manager.resolveFile(server.url("ftps"), options).getChildren())
                    .isEmpty();
        }
    }

    /** A newer Commons VFS may have more: each is to be decided, tried here and told in the page. */
    @Test
    void eachOptionIsTriedAndDocumented() throws IOException {
        Set<String> known = Stream.of(FtpFileSystemConfigBuilder.class, FtpsFileSystemConfigBuilder.class)
                .flatMap(builder -> Arrays.stream(builder.getDeclaredMethods()))
                .map(Method::getName)
                .filter(name -> name.startsWith("set") && !name.equals("setFtpsType")) // as setFtpsMode, deprecated
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> tried = Stream.concat(refused().stream(), taken().stream())
                .map(Case::option)
                .collect(Collectors.toCollection(TreeSet::new));
        tried.add("keyManager"); // goes the way of trustManager
        assertThat(tried).isEqualTo(known);
        String page = Files.readString(Path.of("..", "..", "docs", "vfs.md"));
        assertThat(known).allSatisfy(option -> assertThat(Pattern.compile("(?m)^\\| `" + option + "` \\|")
                        .matcher(page)
                        .find())
                .as("docs/vfs.md has a row for %s", option)
                .isTrue());
    }
}

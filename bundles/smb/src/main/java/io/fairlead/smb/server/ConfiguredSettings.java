// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.api.config.Checked;
import io.fairlead.api.config.ListValue;
import io.fairlead.api.export.Export;
import io.fairlead.net.Endpoint;
import io.fairlead.smb.crypto.CipherAlgorithm;
import io.fairlead.smb.crypto.SigningAlgorithm;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.server.settings.SmbSettings;
import io.fairlead.smb.server.settings.SmbSettings.Encryption;
import io.fairlead.smb.server.state.Share;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes settings of configurations, and checks every value: what can't be honoured is refused by the name of its key. */
final class ConfiguredSettings {
    private static final int BACKLOG = 512;
    private static final int MOST_WAIT_SECONDS = 60;
    private static final int LEAST_CREDITS = 16;
    private static final int MOST_CREDITS = 8192;
    private static final int LEAST_TRANSFER = 64 * 1024;
    private static final int MOST_TRANSFER = 8 * 1024 * 1024;
    private static final long MEGABYTE = 1 << 20;
    private static final Pattern COMPUTER_NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,14})");
    /** [MS-FSCC] 2.1.6; the named ones have a meaning of their own. */
    private static final Pattern SHARE_NAME = Pattern.compile("[^\\x00-\\x1f\"\\\\/\\[\\]:|<>+=;,*?]{1,80}");

    private static final Set<String> RESERVED = Set.of("IPC$", "ADMIN$", "PRINT$", "PIPE", "MAILSLOT", "GLOBAL");
    private static final int LONGEST_COMMENT = 256;

    private ConfiguredSettings() {}

    /**
     * What a server is told.
     *
     * @param pid of the configuration
     * @throws IllegalArgumentException naming key, value and what is expected
     */
    static SmbSettings of(SmbServerConfig config, String pid) {
        Checked.filter("authenticator.target", config.authenticator_target(), "(authenticator.name=users)");
        String computerName = config.computerName().strip();
        if (!COMPUTER_NAME.matcher(computerName).matches()) {
            throw Checked.bad("computerName", computerName, "up to 15 letters, digits and hyphens");
        }
        return new SmbSettings(
                Checked.text("name", config.name(), "a name"),
                new Endpoint(address(config), BACKLOG, seconds("lingerSeconds", config.lingerSeconds()), pid),
                computerName,
                seconds("drainSeconds", config.drainSeconds()),
                Duration.ofSeconds(Checked.range("swapWaitSeconds", config.swapWaitSeconds(), 0, MOST_WAIT_SECONDS)),
                Set.copyOf(ListValue.of(config.administrators())),
                security(config),
                limits(config));
    }

    private static InetSocketAddress address(SmbServerConfig config) {
        Checked.range("port", config.port(), 0, 65_535);
        try {
            return new InetSocketAddress(InetAddress.getByName(config.host().strip()), config.port());
        } catch (UnknownHostException e) {
            throw Checked.bad("host", config.host(), "an address or a known name");
        }
    }

    private static SmbSettings.Security security(SmbServerConfig config) {
        Dialect oldest = dialect("oldestDialect", config.oldestDialect());
        Dialect newest = dialect("newestDialect", config.newestDialect());
        if (!newest.atLeast(oldest)) {
            throw Checked.bad("newestDialect", config.newestDialect(), "none older than oldestDialect");
        }
        Encryption encryption = Checked.choice("encryption", config.encryption(), Encryption.class);
        if (encryption == Encryption.REQUIRED && !newest.atLeast(Dialect.SMB_3_0)) {
            throw Checked.bad("encryption", config.encryption(), "off or offered, for newestDialect knows none");
        }
        List<SigningAlgorithm> signing =
                algorithms("signingAlgorithms", config.signingAlgorithms(), SigningAlgorithm.class);
        List<CipherAlgorithm> ciphers = algorithms("ciphers", config.ciphers(), CipherAlgorithm.class);
        return new SmbSettings.Security(oldest, newest, config.signingRequired(), encryption, signing, ciphers);
    }

    private static Dialect dialect(String key, String value) {
        return Arrays.stream(Dialect.values())
                .filter(dialect -> number(dialect).equals(value.strip()))
                .findFirst()
                .orElseThrow(() -> Checked.bad(
                        key,
                        value,
                        Arrays.stream(Dialect.values())
                                .map(ConfiguredSettings::number)
                                .collect(Collectors.joining(", ", "one of ", ""))));
    }

    /** As people write it: 3.1.1. */
    private static String number(Dialect dialect) {
        return dialect.name().substring("SMB_".length()).replace('_', '.');
    }

    private static <E extends Enum<E>> List<E> algorithms(String key, String[] values, Class<E> all) {
        List<E> chosen = ListValue.of(values).stream()
                .map(value -> Arrays.stream(all.getEnumConstants())
                        .filter(each -> name(each).equalsIgnoreCase(value))
                        .findFirst()
                        .orElseThrow(() -> Checked.bad(key, value, names(all))))
                .toList();
        if (chosen.isEmpty()) {
            throw Checked.bad(key, "", names(all));
        }
        return chosen;
    }

    private static String names(Class<? extends Enum<?>> all) {
        return Arrays.stream(all.getEnumConstants())
                .map(ConfiguredSettings::name)
                .collect(Collectors.joining(", ", "some of ", ""));
    }

    private static String name(Enum<?> algorithm) {
        return algorithm.name().replace('_', '-');
    }

    private static SmbSettings.Limits limits(SmbServerConfig config) {
        return new SmbSettings.Limits(
                Checked.atLeast("maxConnections", config.maxConnections(), 0),
                Checked.atLeast("maxConnectionsPerAddress", config.maxConnectionsPerAddress(), 0),
                Checked.atLeast("maxUnauthenticated", config.maxUnauthenticated(), 1),
                Checked.atLeast("maxSessions", config.maxSessions(), 1),
                Checked.range("maxCredits", config.maxCredits(), LEAST_CREDITS, MOST_CREDITS),
                Checked.range("maxTransferBytes", config.maxTransferBytes(), LEAST_TRANSFER, MOST_TRANSFER),
                Checked.atLeast("maxWaiting", config.maxWaiting(), 1),
                Checked.atLeast("maxInFlightMiB", config.maxInFlightMiB(), 0) * MEGABYTE,
                Duration.ofSeconds(Checked.atLeast("stallTimeoutSeconds", config.stallTimeoutSeconds(), 1)),
                Duration.ofSeconds(Checked.atLeast("loginTimeoutSeconds", config.loginTimeoutSeconds(), 1)));
    }

    /**
     * A share.
     *
     * @param export of the configuration's filter
     * @throws IllegalArgumentException naming key, value and what is expected
     */
    static Share of(SmbShareConfig config, Supplier<Optional<Export>> export) {
        Checked.filter("export.target", config.export_target(), "(export.name=files)");
        String name = config.name().strip();
        if (!SHARE_NAME.matcher(name).matches()) {
            throw Checked.bad("name", name, "1 to 80 characters, none of \" \\ / [ ] : | < > + = ; , * ?");
        }
        if (RESERVED.contains(name.toUpperCase(Locale.ROOT))) {
            throw Checked.bad("name", name, "another one, for clients take this name for something else");
        }
        String comment = config.comment().strip();
        if (comment.length() > LONGEST_COMMENT || comment.chars().anyMatch(Character::isISOControl)) {
            throw Checked.bad("comment", comment, "one line of up to " + LONGEST_COMMENT + " characters");
        }
        Share.Rules rules = new Share.Rules(
                config.encrypt(),
                config.readOnly(),
                Set.copyOf(ListValue.of(config.allow())),
                Checked.atLeast("maxSessions", config.maxSessions(), 0),
                config.hideUnreadable(),
                config.followLinks());
        return new Share(
                name, comment, export, rules, Checked.choice("caching", config.caching(), Share.Caching.class));
    }

    private static Duration seconds(String key, int value) {
        return Duration.ofSeconds(Checked.atLeast(key, value, 0));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Options of every client command. */
final class ConnectionOptions {
    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Trust the certificates in this PEM file instead of the JDK's list.")
    private Path ca;

    @Option(
            names = "--tls-fingerprint",
            paramLabel = "SHA256",
            description = "Accept exactly the server certificate with this SHA-256 (hex; colons may stand in between),"
                    + " whoever signed it.")
    private String tlsFingerprint;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress bar (there is none without a terminal anyway).")
    private boolean quiet;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Give up on a server that is silent for so long; the default is that of each protocol.")
    private int timeoutSeconds;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description =
                    "When a connection is lost or a server is busy, try again up to N times, after half a second, one,"
                            + " two and so on; downloads go on where they were cut, and uploads of put -c.")
    private int retries;

    @Option(
            names = "-o",
            paramLabel = "NAME=VALUE",
            description = "Set an option of a protocol, as docs/vfs.md lists them: ftp.tls=implicit, ftp.upload=rename,"
                    + " tftp.blockSize=8192, smb.encryption=required, ... Repeatable.")
    private Map<String, String> named = new LinkedHashMap<>();

    @Option(
            names = "--sites",
            paramLabel = "FILE",
            description = "Take saved sites from this file, not from ~/.config/fairlead/sites.")
    private Path sites;

    @Option(
            names = "--netrc",
            paramLabel = "FILE",
            description = "Take names and passwords from this file, not from ~/.netrc.")
    private Path netrc;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show on standard error what is said to the server and what it answers, without passwords.")
    private boolean verbose;

    /** Options of protocols by name. */
    Map<String, String> named() {
        return named;
    }

    /**
     * The file of saved sites, which need not exist.
     *
     * @throws IOException if it was named here, and is not there
     */
    Path sites() throws IOException {
        return sites != null ? existing(sites) : configuration().resolve("fairlead/sites");
    }

    private static Path existing(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": no such file");
        }
        return file;
    }

    private static Path configuration() {
        String folder = System.getenv("XDG_CONFIG_HOME");
        return folder == null || folder.isEmpty() ? home().resolve(".config") : Path.of(folder);
    }

    /**
     * The file of names and passwords, which need not exist.
     *
     * @throws IOException if it was named here, and is not there
     */
    Path netrc() throws IOException {
        String file = System.getenv("NETRC");
        return netrc != null ? existing(netrc) : file == null ? home().resolve(".netrc") : Path.of(file);
    }

    private static Path home() {
        return home(System.getenv("HOME"), System.getProperty("user.home"));
    }

    /**
     * The folder that {@code ~} stands for.
     *
     * @param said by the environment, as shells and other clients take it; may be null
     * @param ofAccount as the JDK knows it, which is no folder for an account that only has a number, as in containers
     */
    static Path home(String said, String ofAccount) {
        return said != null && Path.of(said).isAbsolute() ? Path.of(said) : Path.of(ofAccount);
    }

    /** Has the libraries log what goes over the wire, if that is asked for; before any of them has begun to log. */
    void logDialogue() {
        if (verbose) {
            System.setProperty("org.slf4j.simpleLogger.log.io.fairlead", "trace");
            System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
            System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
        }
    }

    /** How long a server may be silent; empty for each protocol's own. */
    Optional<Duration> timeout() {
        return timeoutSeconds > 0 ? Optional.of(Duration.ofSeconds(timeoutSeconds)) : Optional.empty();
    }

    /** @param told hears of each failure that is followed by another attempt */
    Retries retries(Consumer<String> told) {
        return Retries.of(Math.max(0, retries), told);
    }

    /** PEM file of trusted certificates; null for the JDK's. */
    Path ca() {
        return ca;
    }

    /** SHA-256 of the one certificate to accept, in hex; null for any that is trusted. */
    String tlsFingerprint() {
        return tlsFingerprint;
    }

    boolean quiet() {
        return quiet;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.nio.file.Path;
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

    /** PEM file of trusted certificates; null for the JDK's. */
    Path ca() {
        return ca;
    }

    /** SHA-256 of the one certificate to accept, in hex without colons; null for any that is trusted. */
    String tlsFingerprint() {
        return tlsFingerprint == null ? null : tlsFingerprint.replace(":", "");
    }

    boolean quiet() {
        return quiet;
    }
}

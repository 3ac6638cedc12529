// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.time.Duration;

/** Loads certificates and keys. */
public final class TlsIdentities {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private TlsIdentities() {}

    /**
     * Loads the certificate and key that the settings name, and watches their files until closed.
     *
     * @throws IOException if there is none that can be used: a missing or broken file, a wrong password, a key of
     *     another certificate. The message is one line with the setting ({@code tlsCertificate}, {@code tlsKey},
     *     {@code tlsKeystore}, {@code tlsPassword}, {@code tlsSelfSignedDirectory}), the file and the fault
     */
    public static TlsIdentity load(TlsSettings settings) throws IOException {
        return new WatchedIdentity(settings, LOOK_EVERY);
    }
}

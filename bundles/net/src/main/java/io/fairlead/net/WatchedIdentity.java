// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at its files every few seconds, and takes them over once they are whole and fit together. */
final class WatchedIdentity implements TlsIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedIdentity.class);
    private static final TrustManager[] TRUST_NOBODY = {}; // null would read the JDK's trust store for each context

    private final TlsSettings settings;
    private final Duration lookEvery;
    private final SecureRandom random = new SecureRandom();
    private final Timers timer = new Timers("tls-files");
    private volatile Loaded loaded;
    private List<Object> seen; // of the files last looked at; only used by the timer's thread once constructed
    private boolean faulty; // these files failed already; waits for a second look before it is logged
    private boolean logged;

    private record Loaded(X509Certificate certificate, List<KeyManager> keys) {}

    WatchedIdentity(TlsSettings settings, Duration lookEvery) throws IOException {
        this.settings = settings;
        this.lookEvery = lookEvery;
        try {
            this.loaded = load();
            this.seen = fingerprint(); // after load(), which may have made the files
        } catch (IOException e) {
            timer.close();
            throw e;
        }
        lookLater();
    }

    @Override
    public X509Certificate certificate() {
        return loaded.certificate;
    }

    @Override
    public SSLContext newContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(loaded.keys.toArray(new KeyManager[0]), TRUST_NOBODY, random);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    @Override
    public void close() {
        timer.close();
    }

    private void lookLater() {
        timer.after(lookEvery, () -> {
            try {
                look();
            } finally {
                lookLater();
            }
        });
    }

    private void look() {
        List<Object> now = fingerprint();
        boolean changed = !now.equals(seen);
        boolean expired = settings.generateIn() != null
                && loaded.certificate.getNotAfter().toInstant().isBefore(Instant.now());
        if (!changed && (!faulty || logged) && !expired) {
            return;
        }
        if (changed) {
            seen = now;
            logged = false;
        }
        try {
            loaded = load();
            seen = fingerprint();
            faulty = false;
            LOG.info("{}: took over the changed certificate", settings);
        } catch (IOException e) {
            if (faulty && !changed && !logged) { // certificate and key are not replaced at one moment: look twice
                LOG.error("{}; the one loaded before stays in force", e.getMessage());
                logged = true;
            }
            faulty = true;
        }
    }

    private Loaded load() throws IOException {
        KeyMaterial material = KeyFiles.load(settings);
        X509Certificate leaf = material.chain().get(0);
        Instant now = Instant.now();
        if (leaf.getNotAfter().toInstant().isBefore(now)) {
            LOG.warn("{}: expired on {}", material.source(), leaf.getNotAfter().toInstant());
        } else if (leaf.getNotBefore().toInstant().isAfter(now)) {
            LOG.warn(
                    "{}: not valid before {}",
                    material.source(),
                    leaf.getNotBefore().toInstant());
        }
        return new Loaded(leaf, keyManagers(material));
    }

    private static List<KeyManager> keyManagers(KeyMaterial material) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("JKS"); // PKCS12 runs PBKDF2 twice: a second of a start
            store.load(null, null);
            char[] password = new char[0]; // the store never leaves memory
            store.setKeyEntry("key", material.key(), password, material.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password);
            return List.of(factory.getKeyManagers());
        } catch (GeneralSecurityException e) {
            throw new IOException(material.source() + ": not usable for TLS: " + e.getMessage(), e);
        }
    }

    /** Changes when a file does. A link that points elsewhere is a change, too. */
    private List<Object> fingerprint() {
        Path folder = settings.generateIn();
        List<Object> found = new ArrayList<>();
        Stream.of(
                        settings.certificate(),
                        settings.key(),
                        settings.keystore(),
                        folder == null ? null : folder.resolve(SelfSigned.CERTIFICATE),
                        folder == null ? null : folder.resolve(SelfSigned.KEY))
                .filter(Objects::nonNull)
                .forEach(file -> {
                    try {
                        found.add(Files.getLastModifiedTime(file));
                        found.add(Files.size(file));
                        found.add(file.toRealPath());
                    } catch (IOException e) {
                        found.add("missing");
                    }
                });
        return found;
    }
}

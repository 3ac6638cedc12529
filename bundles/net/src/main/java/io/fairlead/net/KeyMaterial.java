// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A private key and its certificate chain.
 *
 * @param chain leaf first
 * @param source file of the certificate, for messages
 */
record KeyMaterial(PrivateKey key, List<X509Certificate> chain, String source) {
    KeyMaterial {
        chain = List.copyOf(chain);
    }

    /**
     * Puts the chain in order, leaf first, and leaves out what does not belong to it.
     *
     * @throws IOException if the key is not that of the first certificate
     */
    static KeyMaterial of(PrivateKey key, List<X509Certificate> certificates, String source, String keySource)
            throws IOException {
        List<X509Certificate> others = new ArrayList<>(certificates);
        List<X509Certificate> chain = new ArrayList<>();
        X509Certificate next = others.remove(0);
        if (!belongs(key, next.getPublicKey())) {
            throw new IOException(keySource + ": the key does not match the certificate in " + source);
        }
        while (next != null) {
            chain.add(next);
            X509Certificate issued = next;
            next = others.stream().filter(c -> issuer(c, issued)).findFirst().orElse(null);
            others.remove(next);
        }
        return new KeyMaterial(key, chain, source);
    }

    private static boolean issuer(X509Certificate issuer, X509Certificate issued) {
        return issuer.getSubjectX500Principal().equals(issued.getIssuerX500Principal());
    }

    private static boolean belongs(PrivateKey key, PublicKey certified) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm(); // Ed25519, EdDSA
                };
        byte[] probe = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}

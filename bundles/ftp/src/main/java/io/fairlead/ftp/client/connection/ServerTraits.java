// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.ftp.protocol.Reply;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What was learnt of a server: its features (asked once, not at each login) and the ways in which it differs. Thread-safe;
 * each trait only ever changes from the usual to the unusual.
 */
public final class ServerTraits {
    private volatile Set<String> features; // first words of FEAT's lines, upper case; null before the first login
    private volatile Set<String> hashes = Set.of();
    private volatile boolean withoutMlst;
    private volatile boolean withoutEpsv;
    private volatile boolean withoutListAll;
    private volatile boolean withoutSize;
    private volatile boolean withoutTimes;
    private volatile boolean withoutChangeMode;
    private volatile boolean showsLinks;
    private volatile Boolean renames; // null while nobody knows
    private volatile Boolean matchesNames; // null while nobody knows
    private volatile boolean tls12;
    private volatile boolean tls12Refused;
    private volatile boolean neverResumes;
    private final AtomicInteger ticketShortages = new AtomicInteger();

    boolean known() {
        return features != null;
    }

    /** Takes the reply to FEAT, RFC 2389 3.2: one feature a line, behind a blank. */
    void learn(Reply feat) {
        Set<String> found = new HashSet<>();
        if (feat.isCompletion()) {
            for (String line : feat.lines()) {
                String[] words = line.strip().split(" ", 2);
                found.add(words[0].toUpperCase(Locale.ROOT));
                if (words.length > 1 && words[0].equalsIgnoreCase("HASH")) { // SHA-256*;SHA-512;MD5
                    hashes = Set.copyOf(
                            Arrays.asList(words[1].toUpperCase(Locale.ROOT).split("[*;\\s]+")));
                }
            }
        }
        features = Set.copyOf(found);
    }

    /** Whether FEAT names it. */
    public boolean offers(String feature) {
        Set<String> offered = features;
        return offered != null && offered.contains(feature);
    }

    /** Algorithms of HASH, in upper case. */
    public Set<String> hashes() {
        return hashes;
    }

    /** RFC 3659 7: MLST stands for MLSD too. */
    public boolean mlst() {
        return offers("MLST") && !withoutMlst;
    }

    /** It does not know MLST or MLSD. */
    public void refusedMlst() {
        withoutMlst = true;
    }

    boolean epsv() {
        return !withoutEpsv;
    }

    void refusedEpsv() {
        withoutEpsv = true;
    }

    /** Whether {@code LIST -a} shows all files; else it is plain LIST, which may hide some. */
    public boolean listAll() {
        return !withoutListAll;
    }

    /** It takes the options of LIST for a name. */
    public void refusedListAll() {
        withoutListAll = true;
    }

    /** Whether SIZE may be asked (RFC 3659 4); it need not be among the features. */
    public boolean size() {
        return !withoutSize;
    }

    /** It does not know SIZE. */
    public void refusedSize() {
        withoutSize = true;
    }

    /** Whether MDTM may be asked (RFC 3659 3). */
    public boolean times() {
        return !withoutTimes;
    }

    /** It sets no times. */
    public void refusedTimes() {
        withoutTimes = true;
    }

    /** Whether SITE CHMOD may be tried. */
    public boolean changesMode() {
        return !withoutChangeMode;
    }

    /** It does not know SITE CHMOD. */
    public void refusedChangeMode() {
        withoutChangeMode = true;
    }

    /** Whether MLST was seen to tell of a link itself, not of what it leads to. */
    public boolean showsLinks() {
        return showsLinks;
    }

    /** It tells of links. */
    public void showedLink() {
        showsLinks = true;
    }

    /** Whether files can be renamed; empty while nobody knows. */
    public Optional<Boolean> renames() {
        return Optional.ofNullable(renames);
    }

    /** Whether it can rename was found out. */
    public void renames(boolean can) {
        renames = can;
    }

    /** Whether NLST finds names by patterns; empty while nobody knows. */
    public Optional<Boolean> matchesNames() {
        return Optional.ofNullable(matchesNames);
    }

    /** Whether its NLST takes patterns was found out. */
    public void matchesNames(boolean can) {
        matchesNames = can;
    }

    /** Whether TLS 1.3 is left alone since data connections could not resume its sessions. */
    boolean tls12() {
        return tls12 && !tls12Refused;
    }

    void needsTls12() {
        tls12 = true;
    }

    void refusedTls12() {
        tls12Refused = true;
    }

    /**
     * A data connection did not resume although others did: a TLS 1.3 ticket serves once, and not all servers give a new one
     * on each data connection. The second time it is TLS 1.2 from then on.
     */
    void ranOutOfTickets() {
        if (ticketShortages.incrementAndGet() > 1) {
            tls12 = true;
        }
    }

    /** Whether data connections don't resume TLS sessions even on new connections. */
    boolean neverResumes() {
        return neverResumes;
    }

    void neverResumed() {
        neverResumes = true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.dfs;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.dfs.Referrals.Known;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.dfsc.ReferralResponse;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tree of which parts lie on other servers, [MS-DFSC] 3.1: follows referrals, from one of their targets to the next if one
 * can't be reached, and asks for them anew when their time is over. Thread-safe.
 */
public final class Namespace {
    /** How many referrals are followed for one path. */
    public static final int MOST_HOPS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Namespace.class);

    private final ReferralHosts hosts;
    private final Peers servers;
    private final Referrals referrals;

    /** The servers of the namespace. */
    public interface Peers {
        /**
         * Connects to a share, if it is not connected.
         *
         * @throws IOException if it can't be reached, or there is none, or the user may not
         */
        void reach(String host, String share) throws IOException;

        /**
         * Asks a server about a path.
         *
         * @throws IOException if it can't be reached, or knows nothing of it
         */
        ReferralResponse ask(UncPath path) throws IOException;
    }

    /**
     * Where a path lies.
     *
     * @param path on the server that has it
     * @param referred whether a referral has led there
     * @param junction whether the path itself is what a referral is about, and not only something below it
     */
    public record Found(UncPath path, boolean referred, boolean junction) {}

    /** @param nanoTime {@link System#nanoTime}, or a test's */
    public Namespace(ReferralHosts hosts, Peers servers, LongSupplier nanoTime) {
        this.hosts = hosts;
        this.servers = servers;
        referrals = new Referrals(nanoTime);
    }

    /**
     * Where a path lies, as far as is known; nobody is asked.
     *
     * @throws StorageException {@link Reason#ACCESS_DENIED} as {@link #reached}
     */
    public Found known(UncPath path) throws StorageException {
        try {
            return find(path, false);
        } catch (IOException e) {
            throw Failures.of(e, path.toString());
        }
    }

    /**
     * Where a path lies, on a server that is connected.
     *
     * @throws StorageException {@link Reason#ACCESS_DENIED} if a referral leads to hosts that are not allowed, or too many
     *     follow each other; why the first of the targets can't be reached, if none can
     */
    public Found reached(UncPath path) throws StorageException {
        try {
            return find(path, true);
        } catch (IOException e) {
            throw Failures.of(e, path.toString());
        }
    }

    private Found find(UncPath path, boolean reach) throws IOException {
        UncPath at = path;
        boolean junction = false;
        for (int hop = 0; ; hop++) {
            Known known = reach ? fresh(at) : referrals.find(at);
            if (known == null) {
                return new Found(at, hop > 0, junction);
            }
            if (hop == MOST_HOPS) {
                throw new StorageException(Reason.ACCESS_DENIED, path + " leads through too many referrals");
            }
            int length = known.prefix().names().size();
            junction |= length > 0 && length == at.names().size();
            at = at.moved(known.prefix(), reach ? target(known) : allowed(known, known.current()));
        }
    }

    /** What is known, asked for again if its time is over. */
    private Known fresh(UncPath path) throws IOException {
        Known known = referrals.find(path);
        if (known == null || !referrals.hasExpired(known)) {
            return known;
        }
        try {
            if (!referrals.learn(known.prefix(), servers.ask(known.prefix()))) {
                referrals.forget(known);
            }
        } catch (ConnectionLostException e) {
            LOG.debug("{} can't be asked about again: {}", known.prefix(), e.getMessage());
            referrals.prolong(known);
        } catch (StatusException e) {
            referrals.forget(known);
        }
        return referrals.find(path);
    }

    private UncPath allowed(Known known, int target) throws StorageException {
        UncPath path = known.targets().get(target);
        Optional<String> host = hosts.allowed(path.host());
        if (host.isEmpty()) {
            throw new StorageException(
                    Reason.ACCESS_DENIED,
                    known.prefix() + " leads to " + path + ", a host that the option " + ReferralHosts.OPTION
                            + " does not allow");
        }
        return path.on(host.get());
    }

    /** The first target that can be reached, beginning with the last one that was. */
    private UncPath target(Known known) throws IOException {
        List<IOException> failures = new ArrayList<>();
        int count = known.targets().size();
        for (int i = 0; i < count; i++) {
            int number = (known.current() + i) % count;
            try {
                UncPath target = allowed(known, number);
                reach(target);
                known.reached(number);
                return target;
            } catch (IOException e) {
                LOG.debug("{} can't be reached: {}", known.targets().get(number), e.getMessage());
                failures.add(e);
            }
        }
        referrals.forget(known); // so that it is asked for anew
        IOException first = failures.get(0);
        failures.stream().skip(1).forEach(first::addSuppressed);
        throw first;
    }

    /** A share may be the root of a namespace that other servers hold. */
    private void reach(UncPath target) throws IOException {
        try {
            servers.reach(target.host(), target.share());
        } catch (StatusException e) {
            if (!e.is(NtStatus.BAD_NETWORK_NAME) || !leadsElsewhere(target.first(0))) {
                throw e;
            }
        }
    }

    private boolean leadsElsewhere(UncPath path) throws IOException {
        try {
            return learn(path);
        } catch (StatusException e) {
            LOG.debug("no referral for {}: {}", path, e.getMessage());
            return false;
        }
    }

    /**
     * Asks the server of a path about it.
     *
     * @return whether it leads elsewhere
     */
    private boolean learn(UncPath path) throws IOException {
        return referrals.learn(path, servers.ask(path));
    }

    /**
     * After a server has refused something because another one has it, or because it has no such share: whether it is worth
     * another try, because it is known by then who has it.
     *
     * @param found where it was looked for
     * @throws IOException if who would know can't be asked
     */
    public boolean follows(Found found, IOException refusal) throws IOException {
        if (!(refusal instanceof StatusException refused)) {
            return false;
        }
        boolean elsewhere = refused.is(NtStatus.PATH_NOT_COVERED);
        boolean missing = refused.is(NtStatus.BAD_NETWORK_NAME);
        if (!hosts.areFollowed() || !elsewhere && !missing) {
            return false;
        }
        return leadsElsewhere(missing ? found.path().first(0) : found.path());
    }
}

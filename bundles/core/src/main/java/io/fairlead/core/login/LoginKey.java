// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import io.fairlead.api.auth.Peer;
import io.fairlead.api.text.Masked;
import java.net.InetAddress;
import java.util.Locale;

/**
 * What failures are counted by: an account, a place, or both.
 *
 * @param account in lower case; empty for every account
 * @param origin as {@link Peer#origin(InetAddress)}; empty for every place
 */
record LoginKey(String account, String origin) {
    private static final int LONGEST_ACCOUNT = 64;

    static LoginKey ofAccount(String account) {
        return new LoginKey(folded(account), "");
    }

    static LoginKey ofAddress(InetAddress address) {
        return new LoginKey("", Peer.origin(address));
    }

    static LoginKey ofBoth(String account, InetAddress address) {
        return new LoginKey(folded(account), Peer.origin(address));
    }

    /** One spelling of a name; bounded, since peers choose it. */
    private static String folded(String account) {
        String lower = account.toLowerCase(Locale.ROOT);
        return lower.length() <= LONGEST_ACCOUNT ? lower : lower.substring(0, LONGEST_ACCOUNT) + "#" + lower.hashCode();
    }

    /** As {@link #text} gave it. */
    static LoginKey of(String text) {
        int space = text.indexOf(' ');
        return new LoginKey(text.substring(space + 1), text.substring(0, space));
    }

    /** What {@link FailureCounts} knows it by. No origin has a blank. */
    String text() {
        return origin + " " + account;
    }

    /** The account, fit for a log. */
    String printable() {
        return Masked.of(account);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.dfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * To which hosts referrals may lead: a login there lets them find out the user's password by trying, or log in elsewhere with
 * what they got. The value of {@link #OPTION}. Immutable.
 */
public final class ReferralHosts {
    /** Name of the option that tells them. */
    public static final String OPTION = "smb.dfs";

    private static final Pattern LISTED = Pattern.compile("(?:\\*\\.)?[\\p{L}\\p{N}_][\\p{L}\\p{N}._:-]*");

    private final boolean followed;
    private final boolean any;
    private final String own;
    private final List<String> listed;

    private ReferralHosts(boolean followed, boolean any, String own, List<String> listed) {
        this.followed = followed;
        this.any = any;
        this.own = own;
        this.listed = listed;
    }

    /**
     * Reads the option.
     *
     * @param option {@code off}, {@code same}, {@code any}, or hosts separated by commas, {@code *.example.com} for all below
     * @param own the host that was asked for by name
     * @throws IllegalArgumentException for anything else
     */
    public static ReferralHosts of(String option, String own) {
        List<String> listed = new ArrayList<>();
        if (!option.equals("off") && !option.equals("same") && !option.equals("any")) {
            for (String each : option.split(",", -1)) {
                String host = each.strip().toLowerCase(Locale.ROOT);
                if (!LISTED.matcher(host).matches()) {
                    throw new IllegalArgumentException(option);
                }
                listed.add(host);
            }
        }
        return new ReferralHosts(!option.equals("off"), option.equals("any"), own, listed);
    }

    /** Whether referrals are followed at all. */
    public boolean areFollowed() {
        return followed;
    }

    /** Where to connect to for a host that a referral names; empty if nowhere. */
    Optional<String> allowed(String named) {
        String host = named.toLowerCase(Locale.ROOT);
        if (isOwn(host)) {
            return Optional.of(own);
        }
        boolean allowed = any || listed.stream().anyMatch(each -> matches(each, host));
        return followed && allowed ? Optional.of(named) : Optional.empty();
    }

    /** The server may call itself by the first part of its name alone. */
    private boolean isOwn(String host) {
        String mine = own.toLowerCase(Locale.ROOT);
        boolean name = mine.chars().anyMatch(Character::isLetter) && mine.indexOf(':') < 0;
        return host.equals(mine) || name && host.equals(mine.split("\\.", 2)[0]);
    }

    private static boolean matches(String listed, String host) {
        return listed.startsWith("*.") ? host.endsWith(listed.substring(1)) : host.equals(listed);
    }
}

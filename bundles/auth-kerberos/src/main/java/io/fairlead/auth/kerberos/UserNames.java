// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import java.util.Map;
import java.util.Optional;

/** Which account a principal has. */
final class UserNames {
    private static final int LONGEST = 256;

    private final Map<String, String> realms;

    /** @param realms as {@link KerberosSettings#realms} */
    UserNames(Map<String, String> realms) {
        this.realms = realms;
    }

    /**
     * The account.
     *
     * @param client as RFC 1964 2.1.1 has it, {@code alice@EXAMPLE.COM}
     * @param ofService realm of the service
     * @return empty for somebody of a realm whose users are not let in, or who is no user: a service or a computer, whose
     *     name has a slash or ends in a dollar sign
     */
    Optional<String> account(String client, String ofService) {
        int at = client.lastIndexOf('@');
        if (at <= 0) {
            return Optional.empty();
        }
        String name = client.substring(0, at);
        String realm = client.substring(at + 1);
        String pattern = realms.isEmpty() && realm.equals(ofService) ? KerberosSettings.USER : realms.get(realm);
        return pattern == null || !isUser(name)
                ? Optional.empty()
                : Optional.of(pattern.replace(KerberosSettings.USER, name));
    }

    /** A backslash comes before what would divide a name into its parts. */
    private static boolean isUser(String name) {
        return name.length() <= LONGEST
                && !name.endsWith("$")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == '@' || Character.isISOControl(c));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import io.fairlead.api.config.Checked;
import io.fairlead.api.config.ListValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a configuration. Each method throws an {@link IllegalArgumentException} that names the key, the value and what is expected. */
final class ConfiguredSettings {
    private static final String PRINCIPAL = "[^/@\\s]+(/[^/@\\s]+)?@[^/@\\s]+";
    private static final String REALM = "[^/@\\s=]+";

    private ConfiguredSettings() {}

    static String name(KerberosConfig config) {
        return Checked.text("name", config.name(), "the name that servers refer to");
    }

    static KerberosSettings of(KerberosConfig config) {
        Checked.filter("accounts.target", config.accounts_target(), "(authenticator.name=users)");
        String home = Checked.text("home", config.home(), "an absolute path like /, or /homes/{user}");
        if (!home.startsWith("/") || home.matches(".*/\\.{1,2}(/.*)?")) {
            throw Checked.bad("home", home, "an absolute path like /, or /homes/{user}");
        }
        return new KerberosSettings(
                keytab(config.keytab()),
                principal(config.principal().strip()),
                realms(config.realms()),
                Set.copyOf(ListValue.of(config.readUsers())),
                Set.copyOf(ListValue.of(config.writeUsers())),
                home);
    }

    private static Path keytab(String value) {
        String file = Checked.text("keytab", value == null ? "" : value, "the path of the keytab");
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw Checked.bad("keytab", file, "a path", e);
        }
    }

    private static Optional<String> principal(String value) {
        if (!value.isEmpty() && !value.matches(PRINCIPAL)) {
            throw Checked.bad("principal", value, "a principal with its realm, as cifs/files.example.com@EXAMPLE.COM");
        }
        return Optional.of(value).filter(text -> !text.isEmpty());
    }

    private static Map<String, String> realms(String[] values) {
        Map<String, String> realms = new LinkedHashMap<>();
        for (String value : ListValue.of(values)) {
            int equals = value.indexOf('=');
            String realm = (equals < 0 ? value : value.substring(0, equals)).strip();
            String account = equals < 0
                    ? KerberosSettings.USER
                    : value.substring(equals + 1).strip();
            if (!realm.matches(REALM)
                    || !account.contains(KerberosSettings.USER)
                    || realms.put(realm, account) != null) {
                throw Checked.bad(
                        "realms",
                        value,
                        "realms, each once, alone or with an account that has {user}: OTHER.COM=other-{user}");
            }
        }
        return realms;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The accounts of an authenticator, where a console may change them; an OSGi service with the property
 * {@link Authenticator#NAME} of that authenticator. For an account or a value that can't be used each method throws an
 * {@code IllegalArgumentException} with a message for people. Thread-safe, blocking.
 */
@ConsumerType
public interface Accounts {
    /** Names of all accounts, in the order that the source has. */
    List<String> names() throws IOException;

    /**
     * Adds an account.
     *
     * @param password not kept; wiping it is the caller's
     * @param options as the source of the accounts has them; empty for none
     * @throws IOException if the accounts can't be read or written; nothing has changed then
     */
    void add(String name, char[] password, String options) throws IOException;

    /**
     * Gives an account a new password.
     *
     * @param password not kept; wiping it is the caller's
     * @throws IOException if the accounts can't be read or written; nothing has changed then
     */
    void setPassword(String name, char[] password) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an administrator may ask and do; an OSGi service. Each method returns a text for people, in lines. A name that
 * nothing has is an {@code IllegalArgumentException}, whose message says which names there are. A server is named as
 * {@code PROTOCOL/NAME}, or by one of the two where that is enough. Thread-safe.
 */
@ProviderType
public interface Operations {
    /** What names can be listed, to complete what somebody types. */
    enum Names {
        /** Servers, as {@code PROTOCOL/NAME}. */
        SERVERS,
        EXPORTS,
        /** Addresses and accounts that are banned. */
        BANNED,
        /** Authenticators whose accounts can be changed here. */
        AUTHENTICATORS,
        /** Accounts of all of these. */
        USERS
    }

    /** The names there are at this moment, sorted. */
    List<String> names(Names what);

    /** Ids of the sessions of a server, sorted; empty if there is no such server. */
    List<String> sessionIds(String server);

    /** Everything in short: what runs, what uses what, and what does not run and why. */
    String status();

    /** Each server: where it listens, what it counted, and which export, storage and authenticator it uses. */
    String servers();

    /**
     * Who is connected.
     *
     * @param server null for every one
     */
    String sessions(String server);

    /** Ends a session in its protocol's own way. */
    String disconnect(String server, String session);

    /** Has a server take no new sessions, let present ones end for its drain time, and stop. Returns at once. */
    String drain(String server);

    /** Each export, its storage, and whether that is there. */
    String exports();

    /**
     * What is open.
     *
     * @param export null for every one
     */
    String opens(String export);

    /**
     * Byte-range locks.
     *
     * @param export null for every one
     */
    String locks(String export);

    /** Each storage, and what it can do. */
    String storages();

    /** Who may not log in for a while. */
    String bans();

    /** Lifts the bans of an account or an address, and forgets its failures. */
    String unban(String accountOrAddress);

    /**
     * Adds an account.
     *
     * @param authenticator which; null if there is only one whose accounts can be changed
     * @param password not kept; wiping it is the caller's
     * @param options as the file of accounts has them; empty for none
     */
    String addUser(String authenticator, String name, char[] password, String options) throws IOException;

    /**
     * Gives an account a new password.
     *
     * @param authenticator as with {@link #addUser}
     */
    String setPassword(String authenticator, String name, char[] password) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0

/**
 * An authenticator over a text file of users, and the class that edits such files. The format is described in the
 * bundle's README; passwords are hashed by RFC 9106 (argon2id). Start at {@link io.fairlead.auth.users.UsersAuthenticator}
 * for logins, at {@link io.fairlead.auth.users.UsersFile} for the file.
 */
package io.fairlead.auth.users;

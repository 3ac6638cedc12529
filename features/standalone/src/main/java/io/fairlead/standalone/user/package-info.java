// SPDX-License-Identifier: Apache-2.0

/**
 * {@code fairlead user}: edits the text file of accounts, whose format is in {@code bundles/auth-users/README.md}. A
 * running server takes the change up by itself. Start at {@link io.fairlead.standalone.user.UserCommand}.
 */
package io.fairlead.standalone.user;

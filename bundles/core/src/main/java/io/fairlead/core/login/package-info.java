// SPDX-License-Identifier: Apache-2.0

/**
 * Slowing the guessing of passwords, over all protocols and authenticators together. No document governs it but the
 * Javadoc of {@code io.fairlead.api.auth.LoginThrottle}. Start at {@link io.fairlead.core.login.GuessThrottle}.
 */
package io.fairlead.core.login;

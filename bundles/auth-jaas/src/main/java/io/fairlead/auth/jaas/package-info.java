// SPDX-License-Identifier: Apache-2.0

/** Authenticator over a JAAS realm. Start at {@link io.fairlead.auth.jaas.JaasAuthenticator}. */
package io.fairlead.auth.jaas;

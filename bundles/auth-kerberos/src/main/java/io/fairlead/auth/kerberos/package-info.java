// SPDX-License-Identifier: Apache-2.0

/**
 * Authenticator over a Kerberos keytab, RFC 4120 and RFC 4121, by the JDK's GSS-API. Start at
 * {@link io.fairlead.auth.kerberos.KerberosAuthenticator}.
 */
package io.fairlead.auth.kerberos;

// SPDX-License-Identifier: Apache-2.0

/** Kerberos of the client, RFC 4121, by the JDK's GSS-API. Start at {@link io.fairlead.smb.kerberos.KerberosClientMechanism}. */
package io.fairlead.smb.kerberos;

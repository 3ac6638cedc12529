// SPDX-License-Identifier: Apache-2.0

/**
 * The negotiation of a login mechanism, RFC 4178 with [MS-SPNG], as server and as client, and the little DER that it
 * needs (X.690), every length bounded. Start at {@link io.fairlead.smb.spnego.SpnegoAcceptor}.
 */
package io.fairlead.smb.spnego;

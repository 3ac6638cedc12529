// SPDX-License-Identifier: Apache-2.0

/**
 * NTLM version 2, [MS-NLMP], as server and as client: the three messages, the keys and the signature. Older versions are
 * refused; the hash of a password stays with whoever verifies it. Start at {@link io.fairlead.smb.ntlm.NtlmAcceptor}.
 */
package io.fairlead.smb.ntlm;

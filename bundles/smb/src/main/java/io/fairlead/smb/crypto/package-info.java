// SPDX-License-Identifier: Apache-2.0

/**
 * What keeps SMB messages whole and secret ([MS-SMB2] 3.1.4, 3.1.4.2, 3.1.4.3; SP 800-108, RFC 4493, SP 800-38C and D),
 * with the JDK's ciphers only. It knows the header's fields by their offsets, and no message. Start at
 * {@link io.fairlead.smb.crypto.SessionKeys}, then {@link io.fairlead.smb.crypto.Signer} and
 * {@link io.fairlead.smb.crypto.MessageCipher}.
 */
package io.fairlead.smb.crypto;

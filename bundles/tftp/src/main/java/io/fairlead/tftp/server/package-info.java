// SPDX-License-Identifier: Apache-2.0

/**
 * The TFTP server, RFC 1350, over one Export. TFTP has no login, so being careful is its only defence: what is answered,
 * to whom, how often and how much is decided in {@code Reception} and {@code TransferTable}, uploads in
 * {@code Upload}, names in {@code io.fairlead.tftp.server.names}. Start at {@link io.fairlead.tftp.server.TftpServer}.
 */
package io.fairlead.tftp.server;

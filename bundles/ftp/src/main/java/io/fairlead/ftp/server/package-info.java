// SPDX-License-Identifier: Apache-2.0

/**
 * The FTP server: RFC 959 with the extensions of RFC 2228/4217 (TLS), 2389, 2428 and 3659, over one Export. A control
 * connection has a thread, a transfer another one beside it. Start at {@link io.fairlead.ftp.server.Commands}, the table,
 * and {@link io.fairlead.ftp.server.FtpSession}; embedders at {@link io.fairlead.ftp.server.FtpServer}.
 */
package io.fairlead.ftp.server;

// SPDX-License-Identifier: Apache-2.0

/**
 * Control and data connections of the FTP client: targets and options, a bounded pool, TLS, passive and active mode, what is known of
 * a server. {@link io.fairlead.ftp.client.connection.Exchange} is what the rest of the client asks.
 */
package io.fairlead.ftp.client.connection;

// SPDX-License-Identifier: Apache-2.0

/**
 * The TFTP client, RFC 1350, as a Connector: a TFTP server becomes a storage whose files can be read and replaced, and
 * looked up by name, but not listed. Start at {@link io.fairlead.tftp.client.TftpConnector}, then {@code Dialogue}.
 */
package io.fairlead.tftp.client;

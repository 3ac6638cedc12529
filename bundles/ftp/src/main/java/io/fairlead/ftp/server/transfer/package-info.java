// SPDX-License-Identifier: Apache-2.0

/**
 * What goes over data connections, RFC 959 3 and 4.1.3: the connections themselves, files and listings that move on them,
 * and what a transfer waits for. It knows of a session only what {@link io.fairlead.ftp.server.transfer.Owner} says.
 * Start at {@link io.fairlead.ftp.server.transfer.Transfer}.
 */
package io.fairlead.ftp.server.transfer;

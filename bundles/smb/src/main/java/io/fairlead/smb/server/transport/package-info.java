// SPDX-License-Identifier: Apache-2.0
/**
 * How messages leave a connection, and which message ids a client may use: the one writer, the window. Knows nothing of
 * sessions. Start at {@link io.fairlead.smb.server.transport.Outgoing}.
 */
package io.fairlead.smb.server.transport;

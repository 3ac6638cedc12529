// SPDX-License-Identifier: Apache-2.0

/**
 * The wire of FTP, both directions, shared by client and server: command lines, replies, addresses, facts, times and
 * listing lines (RFC 959, 1123, 2428, 2640, 3659, 4217). It opens no socket and knows no storage but by
 * {@link io.fairlead.api.storage.Attributes}. Start at {@link io.fairlead.ftp.protocol.CommandLine}.
 */
package io.fairlead.ftp.protocol;

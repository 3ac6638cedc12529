// SPDX-License-Identifier: Apache-2.0

/**
 * From the name in a request to a file: remap rules as tftpd-hpa has them, prefixes, folders with variables, letters of
 * either case. Start at {@link io.fairlead.tftp.server.names.NameRules}, which says in which order.
 */
package io.fairlead.tftp.server.names;

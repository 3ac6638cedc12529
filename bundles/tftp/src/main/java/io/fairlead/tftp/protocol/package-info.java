// SPDX-License-Identifier: Apache-2.0

/**
 * The packets of TFTP, both directions: RFC 1350, with the options of RFC 2347, 2348, 2349 and 7440.
 * Nothing here knows a socket, a file or the time. Start at {@link io.fairlead.tftp.protocol.Packet}.
 */
package io.fairlead.tftp.protocol;

// SPDX-License-Identifier: Apache-2.0

/**
 * What a transfer is, without sockets, files and clocks: block numbers, retransmission, windows, option negotiation and
 * netascii, RFC 1350, 1123 4.2.3, 2347 to 2349 and 7440. Client and server share it: events and times go in, packets to
 * send and deadlines come out. Start at {@link io.fairlead.tftp.transfer.Sender}.
 */
package io.fairlead.tftp.transfer;

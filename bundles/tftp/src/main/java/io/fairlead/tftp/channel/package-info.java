// SPDX-License-Identifier: Apache-2.0

/**
 * Moves the blocks of a transfer: packets between a socket and a buffer, deadlines, dallying. What a packet means is
 * decided in {@code io.fairlead.tftp.transfer}. On the hot path a block costs one receive and one send, no object, and
 * no copy but the kernel's. Start at {@link io.fairlead.tftp.channel.Outgoing}.
 */
package io.fairlead.tftp.channel;

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import java.util.function.Consumer;

/**
 * What a transfer uses.
 *
 * @param port where its packets leave; closed when the transfer ends
 * @param watchdog watches its deadline
 * @param ended told once how it ended, by whatever thread ended it, without a lock held
 */
public record Host(PacketPort port, Watchdog watchdog, Consumer<Outcome> ended) {}

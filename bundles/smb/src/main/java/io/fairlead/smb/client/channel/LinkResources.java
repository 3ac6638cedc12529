// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.channel;

import io.fairlead.smb.transport.MessageMemory;
import java.util.concurrent.Executor;

/**
 * What the links of a connector share.
 *
 * @param readers threads that read connections: platform threads, for there are few, and each wait of a virtual one takes two
 *     changes of threads more
 * @param tasks threads for all else, of which there may be many that wait
 * @param memory for large messages
 * @param interfaces tells at which addresses a server can be reached
 */
public record LinkResources(Executor readers, Executor tasks, MessageMemory memory, InterfaceQuery interfaces) {}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.audit.AuditSink;
import io.fairlead.net.PortRange;
import io.fairlead.tftp.offload.SegmentationOffload;
import io.fairlead.tftp.server.names.NameRules;
import io.fairlead.tftp.transfer.Negotiation;
import io.fairlead.tftp.transfer.Timing;
import java.time.Duration;

/**
 * How a server behaves. Immutable.
 *
 * @param name of the instance
 * @param negotiation options it agrees to
 * @param clampToRoute whether blocks are kept to what the route carries in one piece
 * @param offload whether the system cuts and joins the packets of windows
 * @param timing of retransmission
 * @param ports local ports for transfers
 * @param singlePort whether transfers use the listening port instead (NAT, containers)
 * @param writes what clients may write
 * @param versions how many old files {@link WritePolicy#VERSIONED} keeps
 * @param clients who is served
 * @param reflectorPorts whether requests that come from {@link Reflectors} are answered
 * @param names rules for names
 * @param limits bounds
 * @param drain how long running transfers have to end when the server stops
 * @param swapWait how long a request waits for an export or a storage that is being replaced
 * @param audit who is told of transfers and refusals
 */
record TftpSettings(
        String name,
        Negotiation negotiation,
        boolean clampToRoute,
        SegmentationOffload offload,
        Timing timing,
        PortRange ports,
        boolean singlePort,
        WritePolicy writes,
        int versions,
        AccessList clients,
        boolean reflectorPorts,
        NameRules names,
        Limits limits,
        Duration drain,
        Duration swapWait,
        AuditSink audit) {}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.audit;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes what servers report. A host registers its own as an OSGi service, any number of them; each gets every event, once,
 * beside the log.
 */
@ConsumerType
@FunctionalInterface
public interface AuditSink {
    /**
     * Keeps {@code event}. Called at the outcome, by the thread that carried it out and by many at once: whoever needs
     * long queues it. What this throws is logged, and changes nothing for the peer.
     */
    void record(AuditEvent event);
}

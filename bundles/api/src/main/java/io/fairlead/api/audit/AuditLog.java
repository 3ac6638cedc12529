// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.audit;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What servers report to: writes each event as a line of text and as a line of JSON, and hands it to the sinks there are.
 * Where the lines go is the logging configuration's to say, by the loggers {@link #TEXT} and {@link #JSON}. Thread-safe.
 */
public final class AuditLog implements AuditSink {
    /** Logger of the text, at INFO. */
    public static final String TEXT = "io.fairlead.audit";
    /** Logger of the JSON, at DEBUG: so that it appears only where it is asked for, and not beside the text. */
    public static final String JSON = "io.fairlead.audit.json";

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final Logger text = LoggerFactory.getLogger(TEXT);
    private final Logger json = LoggerFactory.getLogger(JSON);
    private final Supplier<? extends Collection<? extends AuditSink>> sinks;

    /** To the loggers only. */
    public AuditLog() {
        this(List::of);
    }

    /** {@code sinks}: those there are at this moment; asked for each event. */
    public AuditLog(Supplier<? extends Collection<? extends AuditSink>> sinks) {
        this.sinks = sinks;
    }

    /** Never throws. */
    @Override
    public void record(AuditEvent event) {
        if (text.isInfoEnabled()) {
            text.info(AuditLine.text(event));
        }
        if (json.isDebugEnabled()) {
            json.debug(AuditLine.json(event));
        }
        for (AuditSink sink : sinks.get()) {
            try {
                sink.record(event);
            } catch (RuntimeException | LinkageError e) { // a host's, or of a bundle that has just gone
                LOG.error("An audit sink failed", e);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/** What is logged from its making on. */
final class LogLines implements AutoCloseable {
    private final List<LogEntry> entries = new CopyOnWriteArrayList<>();
    private final LogListener listener = entries::add;
    private final LogReaderService reader;

    LogLines(Framework framework) {
        reader = framework.service(LogReaderService.class);
        reader.addLogListener(listener);
    }

    /** Warnings and errors with this text in them. */
    List<String> problems(String text) {
        return entries.stream()
                .filter(entry -> LogLevel.WARN.implies(entry.getLogLevel()))
                .map(LogLines::text)
                .filter(line -> line.contains(text))
                .toList();
    }

    private static String text(LogEntry entry) {
        Throwable thrown = entry.getException();
        return entry.getLogLevel() + " " + entry.getLoggerName() + ": " + entry.getMessage()
                + (thrown == null ? "" : " with " + thrown);
    }

    @Override
    public void close() {
        reader.removeLogListener(listener);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.standalone.Terminal;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How far a transfer is, as one line that is drawn over again: bar, bytes, rate and time left, ten times a second at
 * most. Small enough to be ours: the libraries for it bring a terminal library with native code.
 */
final class Progress implements AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000;
    private static final long MEASURE_NANOS = 1_000_000_000;
    private static final int BAR = 20;
    private static final int SHORTEST_BAR = 4;

    private final PrintStream screen;
    private final long totalBytes;
    private final IntSupplier width;
    private final LongSupplier nanoClock;
    private final long startNanos;
    private long drawnNanos;
    private long measuredNanos;
    private int columns;
    private long bytes;
    private long reused;
    private String name = "";
    private int drawn;
    private volatile boolean resized;

    /**
     * @param screen where to draw; null draws nothing
     * @param totalBytes what there is to do; -1 if not known
     * @param width of the screen in columns; asked again when it is said to have changed, and each second
     */
    Progress(PrintStream screen, long totalBytes, IntSupplier width, LongSupplier nanoClock) {
        this.screen = screen;
        this.totalBytes = totalBytes;
        this.width = width;
        this.columns = width.getAsInt();
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
        this.drawnNanos = startNanos;
        this.measuredNanos = startNanos;
    }

    static Progress none() {
        return new Progress(null, -1, () -> 80, () -> 0);
    }

    /** Draws on standard error if that is a terminal. */
    static Progress onTerminal(long totalBytes) {
        if (!Terminal.showsErrors()) {
            return none();
        }
        Progress shown = new Progress(System.err, totalBytes, Terminal::columns, System::nanoTime);
        Terminal.onResize(shown::resized);
        return shown;
    }

    /** The screen may be of another width by now. Does not wait. */
    void resized() {
        resized = true;
    }

    /** Names the file at work. */
    synchronized void file(String baseName) {
        name = baseName;
    }

    /** Counts bytes that needed no transfer. */
    synchronized void reused(long count) {
        reused += count;
        add(count);
    }

    /** Counts transferred bytes. */
    synchronized void add(long count) {
        bytes += count;
        if (screen == null) {
            return;
        }
        long now = nanoClock.getAsLong();
        if (now - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = now;
            draw(now);
        }
    }

    private void draw(long now) {
        boolean moved = resized;
        if (moved || now - measuredNanos >= MEASURE_NANOS) {
            resized = false; // before the look: it may change again
            measuredNanos = now;
            columns = width.getAsInt();
            drawn = moved ? columns : drawn; // what was there may stand anywhere in the row
        }
        String line = line((now - startNanos) / 1e9);
        int rest = Math.min(drawn, columns - 1) - line.length();
        screen.print('\r' + line + " ".repeat(Math.max(0, rest)));
        screen.flush();
        drawn = line.length();
    }

    /** Takes the line away, until it is drawn again: something else is about to be printed. */
    synchronized void erase() {
        if (drawn > 0) {
            screen.print('\r' + " ".repeat(Math.min(drawn, columns - 1)) + '\r');
            screen.flush();
            drawn = 0;
        }
    }

    /** The line to show after so many seconds. */
    synchronized String line(double seconds) {
        double rate = seconds > 0 ? (bytes - reused) / seconds : 0;
        String moved = size(bytes) + (totalBytes >= 0 ? " of " + size(totalBytes) : "");
        String figures = String.format("  %s  %s/s%s", moved, size((long) rate), timeLeft(rate));
        int beside = columns - 1 - figures.length();
        String text = (bar(beside) + figures).strip();
        int room = columns - 3 - text.length();
        String shown = name.length() <= room ? name : room > 1 ? name.substring(0, room - 1) + "…" : "";
        String line = (text + "  " + shown).strip();
        return line.length() < columns ? line : line.substring(0, Math.max(0, columns - 1));
    }

    /** As long as there is room for, and the percentage alone where there is little. */
    private String bar(int room) {
        if (totalBytes < 0) {
            return "";
        }
        double part = totalBytes == 0 ? 1 : Math.min(1, (double) bytes / totalBytes);
        String percent = String.format("%3d%%", (int) (part * 100));
        int width = Math.min(BAR, room - "[] ".length() - percent.length());
        int full = (int) (part * width);
        return width < SHORTEST_BAR ? percent : "[" + "#".repeat(full) + "-".repeat(width - full) + "] " + percent;
    }

    private String timeLeft(double rate) {
        if (totalBytes < 0 || rate <= 0) {
            return "";
        }
        long left = (long) Math.ceil(Math.max(0, totalBytes - bytes) / rate);
        return left >= 3600
                ? String.format("  %d:%02d:%02d left", left / 3600, left / 60 % 60, left % 60)
                : String.format("  %d:%02d left", left / 60, left % 60);
    }

    /** A size for people, in powers of 1024. */
    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < 4) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f %siB" : "%.0f %siB", value, "KMGTP".charAt(unit));
    }

    /** Takes the line away. */
    @Override
    public void close() {
        erase();
    }
}

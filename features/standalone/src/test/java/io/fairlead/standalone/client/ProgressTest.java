// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger width = new AtomicInteger(100);
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    @Test
    void showsBarBytesRateAndTimeLeft() {
        Progress progress = progress(10 << 20);
        progress.file("a.bin");
        progress.add(5 << 20);
        assertThat(progress.line(2))
                .isEqualTo("[##########----------]  50%  5.0 MiB of 10 MiB  2.5 MiB/s  0:02 left  a.bin");
    }

    @Test
    void withoutATotalThereIsNoBar() {
        Progress progress = progress(-1);
        progress.add(1000);
        assertThat(progress.line(1)).isEqualTo("1000 B  1000 B/s");
    }

    @Test
    void whatWasThereBeforeDoesNotCountForTheRate() {
        Progress progress = progress(4096);
        progress.reused(2048);
        progress.add(1024);
        assertThat(progress.line(1)).contains(" 75%").contains("1.0 KiB/s").contains("0:01 left");
    }

    @Test
    void drawsTenTimesASecondAtMostAndCleansUp() {
        Progress progress = progress(100);
        progress.add(1);
        assertThat(screen.size()).isZero();
        nanos.addAndGet(100_000_000);
        progress.add(1);
        progress.add(1);
        assertThat(screen.toString(StandardCharsets.UTF_8)).containsOnlyOnce("\r[");
        progress.close();
        assertThat(screen.toString(StandardCharsets.UTF_8)).endsWith(" \r");
    }

    @Test
    void aLineFitsTheScreen() {
        Progress progress = progress(1L << 50);
        progress.file("n".repeat(300));
        progress.add(1L << 49);
        assertThat(progress.line(1).length()).isLessThan(100);
    }

    @Test
    void aTerminalThatBecomesNarrowerIsNotOverrun() {
        Progress progress = progress(1L << 50);
        progress.file("n".repeat(300));
        width.set(60);
        nanos.addAndGet(2_000_000_000);
        progress.add(1L << 49);
        String drawn = screen.toString(StandardCharsets.UTF_8);
        assertThat(drawn.strip()).hasSizeLessThan(60).startsWith("[#").endsWith("left");
    }

    @Test
    void aChangeOfWidthHoldsFromTheNextLineOn() {
        Progress progress = progress(1L << 50);
        nanos.addAndGet(100_000_000);
        progress.add(1L << 49);
        width.set(60);
        progress.resized();
        nanos.addAndGet(100_000_000);
        progress.add(1);
        String drawn = screen.toString(StandardCharsets.UTF_8);
        assertThat(drawn.substring(drawn.lastIndexOf('\r') + 1))
                .as("the whole row")
                .hasSize(59);
    }

    @Test
    void aNarrowLineHasTheFiguresAndNoBar() {
        width.set(30);
        Progress progress = progress(100 << 20);
        progress.add(50 << 20);
        assertThat(progress.line(50)).hasSize(29).startsWith("50%  50 MiB of 100 MiB");
    }

    @Test
    void theLineIsTakenAwayForAnotherOneAndDrawnAgain() {
        Progress progress = progress(100);
        nanos.addAndGet(100_000_000);
        progress.add(1);
        int drawn = screen.size();
        progress.erase();
        progress.erase();
        String erased = screen.toString(StandardCharsets.UTF_8).substring(drawn);
        assertThat(erased).isEqualTo("\r" + " ".repeat(drawn - 1) + "\r");
        nanos.addAndGet(100_000_000);
        progress.add(1);
        assertThat(screen.toString(StandardCharsets.UTF_8).substring(drawn + erased.length()))
                .startsWith("\r[");
    }

    private Progress progress(long total) {
        return new Progress(new PrintStream(screen, true, StandardCharsets.UTF_8), total, width::get, nanos::get);
    }
}

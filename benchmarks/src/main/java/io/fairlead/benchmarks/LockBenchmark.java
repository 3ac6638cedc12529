// SPDX-License-Identifier: Apache-2.0
package io.fairlead.benchmarks;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Open;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A byte-range lock and its unlock, of an open file. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LockBenchmark {
    private static final ByteRange RANGE = new ByteRange(100, 10);

    private Tree tree;
    private FileChannel channel;
    private OpenFile file;

    /** Makes a file, and opens it. */
    @Setup
    public void open() throws IOException {
        tree = new Tree(1);
        channel = FileChannel.open(tree.paths[0], StandardOpenOption.READ);
        file = tree.export.open(tree.names[0], OpenRequest.shared(Open.read()));
    }

    /** Deletes it. */
    @TearDown
    public void delete() throws IOException {
        file.close();
        channel.close();
        tree.close();
    }

    /** As a plain Java program does it, by two system calls. */
    @Benchmark
    public boolean javaNio() throws IOException {
        try (FileLock lock = channel.lock(RANGE.offset(), RANGE.length(), true)) {
            return lock.isShared();
        }
    }

    /** Through an Export. */
    @Benchmark
    public void export() throws IOException {
        file.lock(RANGE, false, Duration.ZERO);
        file.unlock(RANGE);
    }
}

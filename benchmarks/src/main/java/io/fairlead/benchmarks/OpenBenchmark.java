// SPDX-License-Identifier: Apache-2.0
package io.fairlead.benchmarks;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Open to read, attributes, close, of one file and of 400 at random, each in a folder of its own at depth 3. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 15, time = 1)
@Measurement(iterations = 8, time = 1)
public class OpenBenchmark {
    /** How many files there are. */
    @Param({"1", "400"})
    public int files;

    private Tree tree;
    private Random random;

    /** Makes the files. */
    @Setup
    public void make() throws IOException {
        tree = new Tree(files);
        random = new Random(1);
    }

    /** Deletes them. */
    @TearDown
    public void delete() throws IOException {
        tree.close();
    }

    private int any() {
        return files == 1 ? 0 : random.nextInt(files);
    }

    /** As a plain Java program does it. */
    @Benchmark
    public PosixFileAttributes javaNio() throws IOException {
        int i = any();
        try (FileChannel channel = FileChannel.open(tree.paths[i], StandardOpenOption.READ)) {
            return Files.readAttributes(tree.paths[i], PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** By storage-local, attributes as the open saw them. */
    @Benchmark
    public Attributes storageLocal() throws IOException {
        try (Node node = tree.storage.open(tree.names[any()], Open.read())) {
            return node.opened();
        }
    }

    /** The same through an Export. */
    @Benchmark
    public Attributes export() throws IOException {
        try (OpenFile file = tree.export.open(tree.names[any()], OpenRequest.shared(Open.read()))) {
            return file.opened();
        }
    }

    /** The same, attributes as they are by then. */
    @Benchmark
    public Attributes exportAttributesNow() throws IOException {
        try (OpenFile file = tree.export.open(tree.names[any()], OpenRequest.shared(Open.read()))) {
            return file.attributes();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.ExportExtensions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What every group of contract tests works with. */
public interface ContractFixture {
    /** What the storage declares. */
    Set<Feature> features();

    /** A volume of the storage, empty at the start of each test. */
    Volume volume();

    /** One more volume of the same storage; the test closes it. */
    Volume mount() throws StorageException;

    /** As {@link #mount()}, with another choice of who follows links. */
    Volume mount(LinkPolicy policy) throws StorageException;

    /**
     * Puts samples into the storage, parents first. A storage without {@link Feature#WRITE} is filled from behind.
     */
    void populate(List<Sample> samples) throws Exception;

    /**
     * Makes a snapshot of the storage, to be told as of {@code time}, a whole second; to be overridden by what declares
     * {@link Feature#SNAPSHOTS}. Skips the test unless it is.
     */
    default void snapshot(Instant time) throws Exception {
        assumeTrue(false, "the test of this storage makes no snapshots");
    }

    /** Whether {@link #snapshot} keeps what hangs on the ids of files, too, as a file system does and a copy of a folder does not. */
    default boolean snapshotsKeepIds() {
        return true;
    }

    /** A call that may be refused. */
    @FunctionalInterface
    interface Call {
        void run() throws Exception;
    }

    /**
     * Something to be there before a test.
     *
     * @param path where
     * @param content null for a directory
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sample(VPath path, byte[] content) {}

    default void directory(String path) throws Exception {
        populate(List.of(new Sample(VPath.of(path), null)));
    }

    default void file(String path, byte[] content) throws Exception {
        populate(List.of(new Sample(VPath.of(path), content)));
    }

    default void file(String path, String content) throws Exception {
        file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Skips the test unless the storage declares all of them. */
    default void needs(Feature... needed) {
        for (Feature feature : needed) {
            assumeTrue(features().contains(feature), () -> "the storage declares no " + feature);
        }
    }

    /** Whether the storage declares it. */
    default boolean has(Feature feature) {
        return features().contains(feature);
    }

    /**
     * Whether {@link #extension(Volume, Class)} finds extensions; to be overridden for what declares them, and does not
     * offer them yet.
     */
    default boolean offersExtensions() {
        return true;
    }

    /** {@link io.fairlead.api.storage.Attributes#dosFlags} of a file that was just made. */
    default int flagsOfNewFiles() {
        return 0;
    }

    /** Whether an extended attribute may be empty; else one that is set to nothing is removed. */
    default boolean keepsEmptyXattrs() {
        return true;
    }

    /** An extension of a volume: an Export has them as methods of what it opens. */
    default <T> Optional<T> extension(Volume of, Class<T> type) {
        return of instanceof ExportVolume export ? ExportExtensions.of(export, type) : of.extension(type);
    }

    /** An extension of the volume; skips the test unless it is declared. */
    default <T> T extension(Feature declaring, Class<T> type) {
        needs(declaring);
        assumeTrue(offersExtensions(), "extensions are reached otherwise");
        return extension(volume(), type).orElseThrow();
    }

    /** Asserts that the call is refused for the reason, or for one of the others. */
    default StorageException refused(Call call, Reason expected, Reason... orElse) {
        Set<Reason> allowed = EnumSet.of(expected, orElse);
        try {
            call.run();
        } catch (StorageException e) {
            assertThat(allowed).as("reason of \"%s\"", e.getMessage()).contains(e.reason());
            return e;
        } catch (Exception e) {
            return fail("expected a StorageException of " + allowed, e);
        }
        return fail("not refused, but should be " + allowed);
    }

    default VPath path(String text) {
        try {
            return VPath.of(text);
        } catch (StorageException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Asserts that a file is there with this content. */
    default void holds(String path, String content) throws StorageException {
        assertThat(Contents.text(volume(), path)).as(path).isEqualTo(content);
    }

    /** Asserts what is in a directory, in whatever order. */
    default void lists(String directory, String... names) throws StorageException {
        assertThat(Contents.names(volume(), directory)).as(directory).containsExactlyInAnyOrder(names);
    }

    /** Whatever is there, with these rights. */
    default Open open(Open.Access first, Open.Access... rest) {
        return new Open(EnumSet.of(first, rest), Open.Disposition.OPEN, Open.Kind.ANY);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    private final Failures failures = new Failures(null);

    static Stream<Arguments> exceptions() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("a"), Reason.NOT_FOUND),
                Arguments.of(new FileAlreadyExistsException("a"), Reason.EXISTS),
                Arguments.of(new AccessDeniedException("a"), Reason.ACCESS_DENIED),
                Arguments.of(new DirectoryNotEmptyException("a"), Reason.NOT_EMPTY),
                Arguments.of(new NotDirectoryException("a"), Reason.NOT_DIRECTORY),
                Arguments.of(new AtomicMoveNotSupportedException("a", "b", "c"), Reason.NOT_SUPPORTED),
                Arguments.of(new ReadOnlyFileSystemException(), Reason.READ_ONLY),
                Arguments.of(new ClosedDirectoryStreamException(), Reason.STALE),
                Arguments.of(new ClosedChannelException(), Reason.STALE),
                Arguments.of(new AsynchronousCloseException(), Reason.STALE),
                Arguments.of(new ClosedByInterruptException(), Reason.STALE),
                Arguments.of(new DirectoryIteratorException(new IOException("Stale file handle")), Reason.STALE),
                Arguments.of(new IOException("anything"), Reason.IO),
                Arguments.of(new IOException(), Reason.IO));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void mapsExceptions(Exception failure, Reason reason) {
        assertThat(failures.of(failure, "here").reason()).isEqualTo(reason);
    }

    /** The texts of Linux 6 and Windows, as the JDK passes them on. */
    @ParameterizedTest
    @CsvSource({
        "No space left on device, NO_SPACE",
        "There is not enough space on the disk, NO_SPACE",
        "File too large, NO_SPACE",
        "Disk quota exceeded, QUOTA",
        "File name too long, NAME_INVALID",
        "Invalid argument, NAME_INVALID",
        "Read-only file system, READ_ONLY",
        "Is a directory, IS_DIRECTORY",
        "Not a directory, NOT_DIRECTORY",
        "Directory not empty, NOT_EMPTY",
        "Operation not permitted, ACCESS_DENIED",
        "Too many levels of symbolic links or unable to access attributes of symbolic link, ACCESS_DENIED",
        "Device or resource busy, IN_USE",
        "The process cannot access the file because it is being used by another process, IN_USE",
        "Too many open files, UNAVAILABLE",
        "Transport endpoint is not connected, UNAVAILABLE",
        "Stale file handle, STALE",
        "Input/output error, IO"
    })
    void mapsTexts(String text, Reason reason) {
        assertThat(failures.of(new FileSystemException("a no space left", null, text), "here")
                        .reason())
                .isEqualTo(reason);
        assertThat(failures.of(new IOException(text), "here").reason()).isEqualTo(reason);
    }

    @Test
    void keepsOurOwn() {
        StorageException ours = new StorageException(Reason.QUOTA, "ours");
        assertThat(failures.of(ours, "here")).isSameAs(ours);
    }
}

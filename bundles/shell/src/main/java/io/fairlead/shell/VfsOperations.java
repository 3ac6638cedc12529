// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Files by Commons VFS URL, as {@code ftp://alice@host/dir}; an OSGi service while there is a {@code FileSystemManager}.
 * Passwords that are in a URL are never printed. Thread-safe, blocking.
 */
@ProviderType
public interface VfsOperations {
    /** The schemes that can be used now, each with its colon, sorted. */
    List<String> schemes();

    /** What is in a folder, or the file itself, a line each. */
    String list(String url) throws IOException;

    /** What is known of a file or folder. */
    String describe(String url) throws IOException;

    /** Writes the content of a file to {@code sink}, which stays open. */
    void read(String url, OutputStream sink) throws IOException;

    /** Copies a file; into a folder under its own name. What was there before is replaced. */
    String copy(String from, String to) throws IOException;

    /** Deletes a file or an empty folder. A symbolic link itself goes, not what it leads to. */
    String delete(String url) throws IOException;
}

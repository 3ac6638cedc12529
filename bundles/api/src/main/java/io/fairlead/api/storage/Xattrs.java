// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Extension: extended attributes of open files and directories of this volume ([MS-FSCC] 2.4.15). They follow the file in
 * rename and go with it. Names are compared without case, and kept as first given; 1 to 255 bytes of UTF-8 without NUL.
 * Thread-safe.
 */
@ConsumerType
public interface Xattrs {
    /** Most bytes of names and values of one file together. */
    int LARGEST_BYTES = 64 * 1024;

    /** All of them; the arrays are the caller's. */
    Map<String, byte[]> get(Node node) throws StorageException;

    /**
     * Sets those given, all or none; a null value removes, whether the name is there or not.
     *
     * @throws StorageException {@link Reason#NAME_INVALID}; {@link Reason#NO_SPACE} beyond {@value #LARGEST_BYTES} bytes, or
     *     beyond what the medium takes
     */
    void set(Node node, Map<String, byte[]> changes) throws StorageException;
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** Extension: extended attributes of open nodes of this volume. Names are compared without case. Thread-safe. */
@ConsumerType
public interface Xattrs {
    /** All of them, at most 64 KiB together. */
    Map<String, byte[]> get(Node node) throws StorageException;

    /** Sets one; a null value removes it. */
    void set(Node node, String name, byte[] value) throws StorageException;
}

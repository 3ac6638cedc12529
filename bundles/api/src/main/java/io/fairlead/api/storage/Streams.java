// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Extension: named streams of a file or directory ([MS-FSCC] 2.1.4). They follow it in rename and delete. Thread-safe. */
@ConsumerType
public interface Streams {
    /** Named streams with their sizes; the unnamed one is not among them. */
    List<Entry> list(Node owner) throws StorageException;

    /** Opens a named stream as a node of its own; it shares the owner's fate and has the owner's id. */
    Node open(VPath owner, String stream, Open how) throws StorageException;
}

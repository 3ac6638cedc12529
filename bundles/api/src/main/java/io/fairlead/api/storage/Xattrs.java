// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.nio.charset.StandardCharsets;
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

    /**
     * Where an Export keeps a file's security descriptor. It neither tells nor sets it as an extended attribute to protocols; for
     * a storage it is one like others.
     */
    String SECURITY = "fairlead-security";

    /** As {@link #SECURITY}, on the root: there are such files. */
    String SECURITY_USED = "fairlead-security-used";

    /** Most bytes of UTF-8 of a name. */
    int LONGEST_NAME = 255;

    /** All of them; the arrays are the caller's. */
    Map<String, byte[]> get(Node node) throws StorageException;

    /** One of them; null if it is not there. The array is the caller's. */
    default byte[] get(Node node, String name) throws StorageException {
        for (Map.Entry<String, byte[]> each : get(node).entrySet()) {
            if (each.getKey().equalsIgnoreCase(name)) {
                return each.getValue();
            }
        }
        return null;
    }

    /**
     * Sets those given, all or none; a null value removes, whether the name is there or not.
     *
     * @param node opened with {@link Open.Access#ATTRIBUTES} or {@link Open.Access#WRITE}
     * @throws StorageException {@link Reason#NAME_INVALID}; {@link Reason#NO_SPACE} beyond {@value #LARGEST_BYTES} bytes, or
     *     beyond what the medium takes
     */
    void set(Node node, Map<String, byte[]> changes) throws StorageException;

    /**
     * Refuses what is no name of an extended attribute.
     *
     * @throws StorageException {@link Reason#NAME_INVALID}
     */
    static void checkName(String name) throws StorageException {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > LONGEST_NAME || name.indexOf(0) >= 0) {
            throw new StorageException(Reason.NAME_INVALID, "no name of an extended attribute");
        }
    }

    /** What attributes count as, against {@link #LARGEST_BYTES}. */
    static long bytes(Map<String, byte[]> attributes) {
        long sum = 0;
        for (Map.Entry<String, byte[]> each : attributes.entrySet()) {
            sum += each.getKey().getBytes(StandardCharsets.UTF_8).length + each.getValue().length;
        }
        return sum;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.stream;

import io.fairlead.api.storage.NodeId;
import io.fairlead.storage.local.folder.AttributeReader;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * A file or directory that has streams, whatever its name is: by inode, which another file may have after it, and time of
 * birth, which that one can't have too.
 *
 * @param key the name of its folder of streams: {@code INODE-SECONDS-NANOS}, hexadecimal
 */
public record StreamOwner(String key) {
    /** Of what was found, on the root's device. */
    public static StreamOwner of(BasicFileAttributes found) {
        NodeId id = AttributeReader.id(found);
        Instant born = found.creationTime().toInstant();
        return new StreamOwner(Long.toHexString(id.low())
                + "-" + Long.toHexString(born.getEpochSecond())
                + "-" + Integer.toHexString(born.getNano()));
    }
}

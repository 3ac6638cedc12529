// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The ids that a storage shows. The platform's have a device number in their upper half, which machines on one cluster file
 * system number differently, and one machine after a restart; there the hash of the storage's id stands for the root's
 * device, and is mixed with the number of any other. Immutable.
 */
public final class NodeIds {
    private final long storage;
    private final NodeId root;

    /**
     * Of a storage.
     *
     * @param storageId what it is called on every machine
     * @param root the platform's id of the root; null where it has none, and ids are made from paths
     */
    public NodeIds(String storageId, NodeId root) {
        storage = hash(storageId);
        this.root = root;
    }

    private static long hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException x) {
            throw new IllegalStateException(x); // every Java platform has it
        }
    }

    /** The id to show for one of the platform's. */
    public NodeId shown(NodeId platform) {
        if (root == null) {
            return platform;
        }
        long high = platform.high() == root.high()
                ? storage
                : storage ^ ((platform.high() + 1) * 0x9e3779b97f4a7c15L); // an odd number: no two devices become one
        return new NodeId(high, platform.low());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The ids that a storage shows. The platform's have a device number in their upper half, which machines on one cluster file
 * system number differently, and one machine after a restart; there the hash of the storage's id stands for the root's
 * device, and is mixed with the number of any other. Thread-safe.
 */
public final class NodeIds {
    /** How many are remembered: of files that are opened over and over. */
    private static final int REMEMBERED = 1024;

    private final AtomicReferenceArray<Known> byKey = new AtomicReferenceArray<>(REMEMBERED);
    private final AtomicReferenceArray<Shown> byId = new AtomicReferenceArray<>(REMEMBERED);
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

    /** An identity as the JDK has it, and as a number, which it tells as a text only. */
    private record Known(Object key, NodeId id) {}

    private record Shown(NodeId platform, NodeId id) {}

    /** As {@link AttributeReader#id}, of what is opened, which is mostly what was opened lately. */
    public NodeId opened(BasicFileAttributes found) {
        Object key = found.fileKey();
        if (key == null) {
            return null;
        }
        int place = place(key);
        Known known = byKey.get(place);
        if (known == null || !known.key.equals(key)) {
            known = new Known(key, AttributeReader.id(found));
            byKey.set(place, known);
        }
        return known.id;
    }

    /** As {@link #shown}, of what is opened. */
    public NodeId shownOpened(NodeId platform) {
        int place = place(platform);
        Shown known = byId.get(place);
        if (known == null || !known.platform.equals(platform)) {
            known = new Shown(platform, shown(platform));
            byId.set(place, known);
        }
        return known.id;
    }

    private static int place(Object key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
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

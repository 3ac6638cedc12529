// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

/**
 * Identity of a file or directory within one storage: equal for two opens of the same one, whatever its name became
 * in between. The key of share modes, locks and leases.
 *
 * <p>Storages with {@link Storage.Feature#STABLE_IDS} give ids that survive renames and restarts (device and inode,
 * object key plus version). Others build them from the path with {@link #ofPath}; the Export then follows renames that
 * pass through it.
 *
 * @param high upper 64 bits, for instance the device
 * @param low lower 64 bits, for instance the inode; SMB and FTP's {@code unique} fact show it to peers
 */
public record NodeId(long high, long low) implements Comparable<NodeId> {

    /** An id for a storage that has none: 128 bits of hash of the path as the storage folds it. */
    public static NodeId ofPath(VPath path) {
        String text = path.toString();
        long a = 0xcbf29ce484222325L; // FNV-1a offset and prime; the second lane starts elsewhere and mixes differently
        long b = 0x9e3779b97f4a7c15L;
        for (int i = 0; i < text.length(); i++) {
            a = (a ^ text.charAt(i)) * 0x100000001b3L;
            b = Long.rotateLeft(b ^ text.charAt(i), 23) * 0xff51afd7ed558ccdL;
        }
        return new NodeId(a, b);
    }

    @Override
    public int compareTo(NodeId other) {
        int first = Long.compare(high, other.high);
        return first != 0 ? first : Long.compare(low, other.low);
    }

    @Override
    public String toString() {
        return Long.toHexString(high) + ":" + Long.toHexString(low);
    }
}

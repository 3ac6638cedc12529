// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks a path up, from the root; the caller holds the tree's lock. */
final class Walk {
    private static final int MAX_NAME_BYTES = 255; // as on most disks, so that what fits here can be copied there
    private static final int MAX_LINKS = 40;

    private final DirectoryInode root;
    private final VPath asked;
    private final Links last;
    private final LinkPolicy policy;

    Walk(DirectoryInode root, VPath asked, Links last, LinkPolicy policy) {
        this.root = root;
        this.asked = asked;
        this.last = last;
        this.policy = policy;
    }

    /** Finds the place; nothing need be there, but all folders on the way must. */
    Spot run() throws StorageException {
        VPath path = asked;
        for (int links = 0; links <= MAX_LINKS; links++) {
            Met met = walk(path);
            if (met.spot != null) {
                return met.spot;
            }
            path = met.path;
        }
        throw new StorageException(Reason.NOT_FOUND, asked + ": too many symbolic links");
    }

    /** Either where the path led, or where to go on. */
    private record Met(Spot spot, VPath path) {}

    private Met walk(VPath path) throws StorageException {
        if (path.isRoot()) {
            return new Met(new Spot(null, path, root.entry), null);
        }
        List<String> names = path.names();
        DirectoryInode directory = root;
        for (int i = 0; ; i++) {
            String name = names.get(i);
            boolean atEnd = i == names.size() - 1;
            DirectoryEntry entry = directory.children.get(name);
            Inode next = entry == null ? null : entry.inode();
            if (next instanceof LinkInode link && (last == Links.FOLLOW || !atEnd)) {
                return new Met(null, follow(link, names, i));
            }
            if (atEnd) {
                checkLength(name);
                return new Met(new Spot(directory, path, entry), null);
            }
            if (next == null) {
                throw new StorageException(Reason.PARENT_NOT_FOUND, asked);
            }
            if (!(next instanceof DirectoryInode inner)) {
                throw new StorageException(Reason.NOT_DIRECTORY, asked);
            }
            directory = inner;
        }
    }

    private VPath follow(LinkInode link, List<String> names, int at) throws StorageException {
        List<String> folder = names.subList(0, at);
        List<String> rest = names.subList(at + 1, names.size());
        Optional<VPath> target = target(folder, link.target());
        if (policy == LinkPolicy.STOP) {
            throw new LinkEncountered(VPath.ofNames(names.subList(0, at + 1)), target, rest);
        }
        if (target.isEmpty()) {
            throw new StorageException(Reason.ACCESS_DENIED, asked + ": a link leads out");
        }
        List<String> all = new ArrayList<>(target.get().names());
        all.addAll(rest);
        return VPath.ofNames(all);
    }

    /** Where a text leads from a folder, empty if that is out of the tree. */
    static Optional<VPath> target(List<String> folder, String text) throws StorageException {
        List<String> at = new ArrayList<>(text.startsWith("/") ? List.of() : folder);
        for (String name : text.split("/", -1)) {
            if (name.equals("..")) {
                if (at.isEmpty()) {
                    return Optional.empty();
                }
                at.remove(at.size() - 1);
            } else if (!name.isEmpty() && !name.equals(".")) {
                at.add(name);
            }
        }
        return Optional.of(VPath.ofNames(at));
    }

    private void checkLength(String name) throws StorageException {
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new StorageException(Reason.NAME_INVALID, "longer than " + MAX_NAME_BYTES + " bytes: " + asked);
        }
    }
}

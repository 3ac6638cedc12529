// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.client.ResumableUploads;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Uploads that go on, by REST and STOR or by APPE, in a file beside their target; and what others have left there. */
final class FtpUploads implements ResumableUploads {
    /** Servers without MLSD tell times of a zone that nobody knows. */
    private static final Duration ZONES = Duration.ofHours(26);

    private final FtpVolume volume;
    private final RemoteFiles files;
    private final NameSearch search;

    FtpUploads(FtpVolume volume, RemoteFiles files) {
        this.volume = volume;
        this.files = files;
        this.search = new NameSearch(files);
    }

    @Override
    public Node resume(VPath file, String source, long size) throws StorageException {
        return volume.resume(file, source, size);
    }

    @Override
    public int removeLeft(VPath folder, Set<String> names, Duration unused) throws StorageException {
        Instant before = Instant.now().minus(files.exchange().traits().mlst() ? unused : unused.plus(ZONES));
        List<VPath> left = left(folder, names, before);
        for (VPath path : left) {
            files.delete(path, false, false);
        }
        return left.size();
    }

    private List<VPath> left(VPath folder, Set<String> names, Instant before) throws StorageException {
        Set<String> hashes = PartName.hashes(names);
        Optional<List<String>> found = search.find(folder, PartName.ALL, names);
        if (found.isEmpty()) {
            return listed(folder, hashes, before);
        }
        List<VPath> left = new ArrayList<>();
        for (String name : found.get()) {
            if (PartName.isOf(hashes, name) && isOld(folder.child(name), before)) {
                left.add(folder.child(name));
            }
        }
        return left;
    }

    private List<VPath> listed(VPath folder, Set<String> hashes, Instant before) throws StorageException {
        List<VPath> left = new ArrayList<>();
        try (Listing listing = Listing.of(files, folder)) {
            for (Entry entry = listing.next(); entry != null; entry = listing.next()) {
                if (PartName.isOf(hashes, entry.name()) && isOld(entry.attributes(), before)) {
                    left.add(folder.child(entry.name()));
                }
            }
        }
        return left;
    }

    private boolean isOld(VPath path, Instant before) throws StorageException {
        try {
            return isOld(files.told(path), before);
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND) { // somebody was quicker
                return false;
            }
            throw e;
        }
    }

    private static boolean isOld(Attributes found, Instant before) {
        return found.isFile()
                && found.modified().isAfter(Instant.EPOCH)
                && found.modified().isBefore(before);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.api.storage.Xattrs;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The storage's own extensions: they are given the storage's own nodes, and never the hidden folder. */
final class PassedOn {
    private PassedOn() {}

    /** The storage's own node; its own streams are not wrapped. */
    static Node below(Node node) {
        if (node instanceof SupplementedNode mine) {
            return mine.below();
        }
        return node instanceof StreamNode stream ? stream.below() : node;
    }

    static Streams streams(Streams streams) {
        return new Streams() {
            @Override
            public List<Entry> list(Node owner) throws StorageException {
                return streams.list(below(owner));
            }

            @Override
            public Node open(Node owner, String stream, Open how) throws StorageException {
                return streams.open(below(owner), stream, how);
            }

            @Override
            public void rename(Node owner, String from, String to, boolean replace) throws StorageException {
                streams.rename(below(owner), from, to, replace);
            }
        };
    }

    static Xattrs xattrs(Xattrs xattrs) {
        return new Xattrs() {
            @Override
            public Map<String, byte[]> get(Node node) throws StorageException {
                return xattrs.get(below(node));
            }

            @Override
            public byte[] get(Node node, String name) throws StorageException {
                return xattrs.get(below(node), name);
            }

            @Override
            public void set(Node node, Map<String, byte[]> changes) throws StorageException {
                xattrs.set(below(node), changes);
            }
        };
    }

    static ServerCopy copy(ServerCopy copy) {
        return (source, sourcePosition, target, targetPosition, count) ->
                copy.copy(below(source), sourcePosition, below(target), targetPosition, count);
    }

    static HardLinks hardLinks(SupplementedVolume volume, HardLinks links) {
        return (file, name, replace) -> volume.following(name, at -> {
            Reserved.refuse(at, true);
            Attributes replaced = replace ? volume.look(at, Links.ITSELF) : null;
            links.link(below(file), at, replace);
            if (replaced != null && replaced.links() <= 1 && !replaced.id().equals(file.id())) {
                Owner gone = new Owner(replaced.id(), at);
                volume.supplement().gone(at);
                volume.supplement().gone(replaced.id());
                volume.supplement().records.locked(gone, () -> {
                    volume.supplement().dropQuietly(volume.below(), gone);
                    return null;
                });
            }
            return null;
        });
    }

    static Symlinks symlinks(SupplementedVolume volume, Symlinks links) {
        return new Symlinks() {
            @Override
            public void create(VPath link, String target) throws StorageException {
                volume.following(link, at -> {
                    Reserved.refuse(at, true);
                    links.create(at, target);
                    return null;
                });
            }

            @Override
            public void replace(VPath link, String target) throws StorageException {
                volume.following(link, at -> {
                    Reserved.refuse(at, false);
                    links.replace(at, target);
                    return null;
                });
            }

            @Override
            public String target(VPath link) throws StorageException {
                return volume.following(link, at -> {
                    Reserved.refuse(at, false);
                    return links.target(at);
                });
            }
        };
    }

    static Watch watch(SupplementedVolume volume, Watch watch) {
        return (directory, recursive, listener) -> volume.following(directory, at -> {
            Reserved.refuse(at, false);
            return watch.watch(at, recursive, change -> {
                if (isShown(change)) {
                    listener.accept(change);
                }
            });
        });
    }

    static Snapshots snapshots(SupplementedVolume volume, Snapshots snapshots) {
        return new Snapshots() {
            @Override
            public List<Instant> times(VPath path) throws StorageException {
                return Reserved.covers(path) ? List.of() : snapshots.times(path);
            }

            @Override
            public Volume at(Instant time) throws StorageException {
                return volume.past(snapshots.at(time));
            }
        };
    }

    private static boolean isShown(Change change) {
        return change.path() == null || !Reserved.covers(change.path());
    }
}

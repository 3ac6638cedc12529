// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.concurrent.locks.Lock;

/** Renaming and deleting an open file, with what is kept for it and for what it replaces. */
final class NameChanges {
    private final SupplementedNode node;
    private final Node below;

    NameChanges(SupplementedNode node) {
        this.node = node;
        below = node.below();
    }

    void rename(VPath to, boolean replace) throws StorageException {
        Reserved.refuse(to, true);
        if (node.supplement.byPath == null) {
            renameById(to, replace);
        } else {
            Lock renaming = node.supplement.moves.renaming();
            renaming.lock();
            try {
                renameByPath(to, replace);
            } finally {
                renaming.unlock();
            }
        }
    }

    private void renameByPath(VPath to, boolean replace) throws StorageException {
        VPath from = node.path();
        boolean same = node.isLost() || from.isRoot() || to.startsWith(from) || node.supplement.isSame(from, to);
        Moves.Move move = same ? null : node.supplement.moves.begin(node.view(), from, to);
        boolean renamed = false;
        try {
            below.rename(to, replace);
            renamed = true;
        } finally {
            if (!renamed && move != null) {
                node.supplement.moves.cancel(node.view(), move);
            }
        }
        if (!node.isLost()) {
            node.supplement.renamed(from, to);
        }
        if (move != null) {
            node.supplement.moves.finish(node.view(), move);
        }
    }

    private void renameById(VPath to, boolean replace) throws StorageException {
        VPath from = node.path();
        Attributes target = replace ? look(to) : null;
        if (target == null || target.id().equals(below.id())) {
            below.rename(to, replace);
        } else {
            replace(to, target);
        }
        node.supplement.renamed(from, to);
        stampRenamed(new Owner(below.id(), from));
    }

    /** A folder without a birth time is told by its name. */
    private void stampRenamed(Owner before) {
        try {
            if (below.kind() == Attributes.Kind.DIRECTORY
                    && node.supplement.records.keeping().mayHave(node.view(), before)) {
                node.supplement.records.restampAs(
                        node.view(), before, below::attributes, node.path().name());
            }
        } catch (StorageException e) {
            node.volume.warn("Metadata may be lost", node.path(), e);
        }
    }

    private Attributes look(VPath to) throws StorageException {
        return node.supplement.records.keeping().mayHaveAny(node.view()) ? node.volume.look(to, Links.ITSELF) : null;
    }

    private void replace(VPath to, Attributes target) throws StorageException {
        Owner replaced = new Owner(target.id(), to);
        node.supplement.records.locked(replaced, () -> {
            below.rename(to, true);
            if (target.links() <= 1) {
                node.supplement.gone(target.id());
                node.supplement.dropQuietly(node.view(), replaced);
            }
            return null;
        });
    }

    void delete() throws StorageException {
        if (node.supplement.byPath == null) {
            deleteById(node.owner());
        } else {
            deleteByPath(node.owner());
        }
    }

    private void deleteByPath(Owner owner) throws StorageException {
        below.delete();
        if (!node.isLost()) {
            node.supplement.gone(owner.path());
            node.supplement.records.locked(owner, () -> {
                node.supplement.dropQuietly(node.view(), owner);
                return null;
            });
        }
    }

    private void deleteById(Owner owner) throws StorageException {
        node.supplement.records.locked(owner, () -> {
            boolean last = below.attributes().links() <= 1;
            below.delete();
            if (last) {
                node.supplement.gone(owner.id());
                node.supplement.dropQuietly(node.view(), owner);
            }
            return null;
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.smb.client.cache.CachedContent;
import io.fairlead.smb.client.terms.RemoteAttributes;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A file that is open to be read, under a lease, for whoever of us reads it, or a folder for one after the other: what was read
 * of it, and how large it is, counts until the lease breaks, one of us changes it, the connection is lost, or its time is over.
 * Thread-safe.
 */
public final class KeptFile {
    private static final int ENTRY_BYTES = 300; // about what one takes, besides its name

    final String share;
    final String name;
    final RemoteHandle handle;
    final long madeAt = System.nanoTime();
    int users = 1; // guarded by the owner, as the next
    boolean detached; // whether nobody else is to find it

    private final KeptFiles owner;
    private final OpenFiles.State state;
    private final CachedContent content; // null if it is too large to be remembered
    private final boolean folder;
    private List<Entry> listing; // of a folder, all; null if not known; guarded by this, as the next two
    private int listingBytes;
    private boolean ended;
    private final long changes;
    private final int generation;
    private final int logins;

    /** @param changes number of the last change over the link when the server was asked to open it */
    KeptFile(ShareFiles files, String name, RemoteHandle handle, long changes, CachedContent content, boolean folder) {
        this.owner = files.link().kept();
        this.folder = folder;
        this.share = files.share();
        this.name = name;
        this.handle = handle;
        this.content = content;
        this.changes = changes;
        state = handle.link().files().open(handle.nodeId(), false);
        generation = handle.lease().generation();
        logins = handle.tree().session().logins();
    }

    /** Whether all that is known of it still is so. */
    boolean isValid() {
        HeldLease lease = handle.lease();
        return lease.cachesHandles()
                && lease.generation() == generation
                && state.changes() <= changes
                && handle.tree().session().logins() == logins
                && !handle.tree().connection().isLost()
                && System.nanoTime() - madeAt < owner.nanos();
    }

    /** By what it is found: names as they are written, for servers may tell some apart that we would not. */
    public static String key(String share, String name, boolean folder) {
        return (folder ? "/" : "") + share + "\\" + name;
    }

    String key() {
        return key(share, name, folder);
    }

    boolean isFolder() {
        return folder;
    }

    /** Whether it is of use to the next. */
    boolean isWorthKeeping() {
        return isValid() && (!folder || listing() != null);
    }

    /** All entries of a folder; null if they are not known. */
    public List<Entry> listing() {
        List<Entry> known;
        synchronized (this) {
            known = listing;
        }
        return known != null && isValid() ? known : null;
    }

    /** Remembers the entries, if they are all, as they were at no moment before it was opened. */
    public void remember(List<Entry> all) {
        int bytes = all.stream()
                .mapToInt(entry -> ENTRY_BYTES + 2 * entry.name().length())
                .sum();
        if (!isValid() || !owner.isSmall(bytes) || !owner.room().take(bytes)) {
            return;
        }
        boolean taken = false;
        synchronized (this) {
            if (!ended && listing == null) {
                listing = List.copyOf(all);
                listingBytes = bytes;
                taken = true;
            }
        }
        owner.room().give(taken ? 0 : bytes);
    }

    /** Content that is known; null if the first byte is not. */
    ByteBuffer read(long position, int most) {
        ByteBuffer known = content == null ? null : content.get(position, most);
        return known != null && isValid() ? known : null;
    }

    /** Whether a position is known to be at or behind the end. */
    boolean isEnd(long position) {
        return position >= handle.response().file().size() && isValid();
    }

    /** Remembers what the server has sent; {@code asked} as {@link ReadAhead} noted it when it asked. */
    void remember(long position, ByteBuffer data, ReadAhead.Stamp asked) {
        if (content != null && asked.generation() == generation && asked.changes() <= changes && isValid()) {
            content.put(position, data);
        }
    }

    /** As the server told when it opened it. */
    Attributes attributes() {
        return RemoteAttributes.of(handle.nodeId(), handle.response().file(), 1, false);
    }

    /** Whether the server has just told the same of what has its name, and its lease still lasts. */
    boolean isAs(Attributes told) {
        Attributes known = attributes();
        return known.id().equals(told.id())
                && known.size() == told.size()
                && known.modified().equals(told.modified())
                && known.changed().equals(told.changed())
                && isValid();
    }

    /** One of us is done with it; gives whether it stays open. */
    boolean leave() {
        return owner.leave(this);
    }

    /** Nobody else is to find it; gives whether nobody has it now, so that it is to be closed. */
    boolean detach() {
        return owner.detach(this);
    }

    /** Forgets what was read; gives whether there was anything. */
    boolean forget() {
        int bytes;
        synchronized (this) {
            bytes = listingBytes;
            listing = null;
            listingBytes = 0;
        }
        owner.room().give(bytes);
        return content != null && content.clear() || bytes > 0;
    }

    /** It is about to be closed. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        if (content != null) {
            content.drop();
        }
        forget();
        handle.link().files().close(state);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.tree;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A storage whose files and folders have keys: a subclass finds, lists and reads them, and one that can be written makes, names
 * and removes them. Whatever belongs together is called within {@link #run}; every call is made with what the method names
 * checked before. Without {@link Storage.Feature#WRITE} nothing that changes an entry is ever called. Symbolic links, streams
 * and extended attributes are not for it: implement {@link Storage} itself.
 *
 * @param <E> key of an entry, which stays equal as long as it is the same one, whatever its name becomes
 */
@ConsumerType
public abstract class TreeStorage<E> implements Storage {
    private static final int LONGEST_NAME = 255;

    private final Set<Feature> features;
    private volatile boolean withdrawn;

    /** @param features what the subclass can do */
    protected TreeStorage(Set<Feature> features) {
        this.features = Set.copyOf(features);
    }

    /** Calls that belong together. */
    @FunctionalInterface
    protected interface Work<T> {
        T run() throws StorageException;
    }

    /**
     * Runs calls that belong together, so that others see all of what they change or nothing: as one transaction, for
     * instance. Here: one at a time. What throws is to be undone.
     */
    protected <T> T run(Work<T> work) throws StorageException {
        synchronized (this) {
            return work.run();
        }
    }

    /** Key of the root folder. */
    protected abstract E root() throws StorageException;

    /** The entry of this name in a folder, if there is one. */
    protected abstract Optional<E> find(E folder, String name) throws StorageException;

    /** What is known of an entry, also of one without a name; {@link Attributes#id} is the same for equal keys alone. */
    protected abstract Attributes attributes(E entry) throws StorageException;

    /**
     * Entries of a folder, in an order of its own that stays the same.
     *
     * @param after name of the last one that was told; empty for none. It may be there no more
     * @param max how many at the most
     * @return those behind it; empty at the end, and only there
     */
    protected abstract List<Entry> list(E folder, String after, int max) throws StorageException;

    /** Reads a file, as {@link io.fairlead.api.storage.Node#read}; {@code into} has room. */
    protected abstract int read(E file, ByteBuffer into, long position) throws StorageException;

    /** Whether a name can be kept; what can't is refused. Here: one of at most 255 characters. */
    protected boolean isName(String name) {
        return name.length() <= LONGEST_NAME;
    }

    /** Makes an empty file, or a folder, where there is none of this name. */
    protected E make(E folder, String name, Kind kind) throws StorageException {
        throw notWritable();
    }

    /** Makes an empty file without a name, of an upload: it is either {@link #publish}ed or {@link #drop}ped. */
    protected E makeUnnamed() throws StorageException {
        throw notWritable();
    }

    /** An upload is whole: it gets the name, which nobody has. */
    protected void publish(E unnamed, E folder, String name) throws StorageException {
        throw notWritable();
    }

    /** An upload is not wanted. */
    protected void drop(E unnamed) throws StorageException {
        throw notWritable();
    }

    /**
     * Gives an entry another name, which nobody has.
     *
     * @throws StorageException {@link Reason#STALE} if it was removed
     */
    protected void rename(E entry, E folder, String name) throws StorageException {
        throw notWritable();
    }

    /**
     * Takes the name from a file or an empty folder; with {@link Storage.Feature#OPEN_SURVIVES_UNLINK} who has it open reads on.
     *
     * @throws StorageException {@link Reason#STALE} if it was removed
     */
    protected void remove(E entry) throws StorageException {
        throw notWritable();
    }

    /** An open is about to change the content of a file for the first time, which is not the open that made it. */
    protected void changing(E file) throws StorageException {}

    /**
     * Writes all of {@code from}: anywhere with {@link Storage.Feature#RANDOM_WRITE}, with zeros before it where there is
     * nothing; else at the end of the file.
     */
    protected void write(E file, ByteBuffer from, long position) throws StorageException {
        throw notWritable();
    }

    /** Cuts or extends a file; only with {@link Storage.Feature#RANDOM_WRITE}. */
    protected void resize(E file, long size) throws StorageException {
        throw notWritable();
    }

    /** Sets attributes, as {@link io.fairlead.api.storage.Node#change}; never none. Here: refused. */
    protected void change(E entry, AttributeChanges changes) throws StorageException {
        throw new StorageException(Reason.NOT_SUPPORTED, "attributes can't be changed");
    }

    /** As {@link io.fairlead.api.storage.Node#sync}; here: nothing, which is right if each {@link #run} is on stable storage. */
    protected void sync(E entry) throws StorageException {}

    private static StorageException notWritable() {
        return new StorageException(Reason.READ_ONLY, "can't be changed");
    }

    /** Refuses every call from now on, so that sessions look for the next storage of this name. */
    protected final void leave() {
        withdrawn = true;
    }

    /** Refuses, if it has left. */
    final void refuseLeft() throws StorageException {
        if (withdrawn) {
            throw new StorageException(Reason.UNAVAILABLE, "the storage was withdrawn");
        }
    }

    @Override
    public final Set<Feature> features() {
        return features;
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        refuseLeft();
        return new TreeVolume<>(this);
    }
}

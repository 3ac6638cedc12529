// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.ForwardedExtensions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A storage in memory with one mistake. */
final class FlawedStorage implements Storage {
    private final MemoryStorage delegate = new MemoryStorage();
    private final Flaw flaw;

    FlawedStorage(Flaw flaw) {
        this.flaw = flaw;
    }

    @Override
    public Set<Feature> features() {
        return is(Flaw.SAYS_READ_ONLY_BUT_WRITES) ? Set.of(Feature.DIRECTORIES) : delegate.features();
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return mount(user, LinkPolicy.FOLLOW);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        return new FlawedVolume(delegate.mount(user, policy));
    }

    private boolean is(Flaw what) {
        return flaw == what;
    }

    private final class FlawedVolume extends ForwardingVolume implements ForwardedExtensions.Nodes {
        private final ForwardedExtensions extensions = new ForwardedExtensions(delegate, this);

        FlawedVolume(Volume delegate) {
            super(delegate);
        }

        @Override
        public Attributes attributes(VPath path) throws StorageException {
            try {
                return delegate.attributes(name(path));
            } catch (StorageException e) {
                throw confused(e);
            }
        }

        @Override
        public Node open(VPath path, Open how) throws StorageException {
            if (is(Flaw.CREATES_PARENTS)
                    && how.disposition() != Disposition.OPEN
                    && !path.parent().isRoot()) {
                open(path.parent(), new Open(Set.of(), Disposition.OPEN_OR_CREATE, Open.Kind.DIRECTORY))
                        .close();
            }
            try {
                Node node = delegate.open(name(path), flawed(how));
                if (is(Flaw.OPEN_TRUNCATES) && how.access().contains(Access.WRITE)) {
                    node.resize(0);
                }
                return new FlawedNode(node);
            } catch (StorageException e) {
                throw confused(e);
            }
        }

        @Override
        public <T> Optional<T> extension(Class<T> type) {
            return is(Flaw.DECLARES_WHAT_IT_LACKS) ? Optional.empty() : extensions.find(type);
        }

        @Override
        public void close() throws StorageException {
            if (!is(Flaw.VOLUME_LEAVES_NODES)) {
                delegate.close();
            }
        }

        @Override
        public Node wrap(Node below, String what) {
            return new FlawedNode(below);
        }

        @Override
        public Node unwrap(Node ours) {
            return ((FlawedNode) ours).below();
        }

        private Open flawed(Open how) {
            Set<Access> access = EnumSet.noneOf(Access.class);
            access.addAll(how.access());
            Disposition disposition = how.disposition();
            if (is(Flaw.CREATE_TAKES_WHAT_EXISTS) && disposition == Disposition.CREATE) {
                disposition = Disposition.OPEN_OR_CREATE;
            } else if (is(Flaw.REPLACES_IN_PLACE) && disposition == Disposition.REPLACE) {
                disposition = Disposition.OPEN_OR_CREATE;
            } else if (is(Flaw.CHECKS_NO_ACCESS)) {
                access = EnumSet.of(Access.READ, Access.WRITE, Access.ATTRIBUTES, Access.DELETE);
            } else if (is(Flaw.DELETES_WITHOUT_RIGHT)) {
                access.add(Access.DELETE);
            } else if (is(Flaw.APPENDS_AT_POSITION) && access.remove(Access.APPEND)) {
                access.add(Access.WRITE);
            }
            Links links = is(Flaw.DELETES_BEHIND_LINKS) ? Links.FOLLOW : how.links();
            return new Open(access, disposition, how.kind(), links);
        }

        private VPath name(VPath path) throws StorageException {
            String name = path.name();
            if (is(Flaw.TRIMS_NAMES) && !name.isBlank()) {
                return path.parent().child(name.strip());
            }
            return is(Flaw.FOLDS_NAMES) ? VPath.of(path.toString().toLowerCase(Locale.ROOT)) : path;
        }

        private StorageException confused(StorageException e) {
            boolean other = is(Flaw.CONFUSES_REASONS) && e.reason() == Reason.PARENT_NOT_FOUND;
            return other ? new StorageException(Reason.NOT_FOUND, e.getMessage()) : e;
        }
    }

    private final class FlawedNode extends ForwardingNode {
        private final Attributes first;
        private List<Entry> page = List.of();
        private int deletes;

        FlawedNode(Node delegate) {
            super(delegate);
            try {
                first = delegate.attributes();
            } catch (StorageException e) {
                throw new IllegalStateException(e);
            }
        }

        Node below() {
            return delegate;
        }

        @Override
        public boolean created() {
            return delegate.created() && !is(Flaw.NEVER_SAYS_CREATED);
        }

        @Override
        public Attributes attributes() throws StorageException {
            return is(Flaw.SIZE_OF_THE_START) ? first : delegate.attributes();
        }

        @Override
        public void change(AttributeChanges changes) throws StorageException {
            if (is(Flaw.CHANGES_HALF) && changes.modified() != null) {
                delegate.change(AttributeChanges.modified(changes.modified()));
            }
            boolean forgets = is(Flaw.FORGETS_FLAGS) && changes.dosFlags() != null;
            if (!forgets && !is(Flaw.FORGETS_TIMES)) {
                delegate.change(changes);
            }
        }

        @Override
        public int read(ByteBuffer into, long position) throws StorageException {
            int count = delegate.read(into, is(Flaw.READS_INT_POSITIONS) ? (int) position : position);
            return is(Flaw.READS_NOTHING_AT_THE_END) ? Math.max(0, count) : count;
        }

        @Override
        public void write(ByteBuffer from, long position) throws StorageException {
            ByteBuffer copy = ByteBuffer.allocate(from.remaining()).put(from).flip();
            if (is(Flaw.WRITES_LAST_BYTE_WRONG) && copy.hasRemaining()) {
                copy.put(copy.limit() - 1, (byte) 0);
            }
            delegate.write(copy, position);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel sink) throws IOException {
            return is(Flaw.TRANSFER_ENDS_EARLY) && position > 1000 ? 0 : delegate.transferTo(position, count, sink);
        }

        @Override
        public List<Entry> next(int max) throws StorageException {
            if (is(Flaw.LISTS_SOME_TWICE) && page.size() == 7) {
                Entry again = page.get(6);
                page = List.of();
                return List.of(again);
            }
            page = delegate.next(is(Flaw.LISTS_MORE_THAN_ASKED) ? max + 1 : max);
            return page;
        }

        @Override
        public void rewind() throws StorageException {
            if (!is(Flaw.NEVER_REWINDS)) {
                delegate.rewind();
            }
        }

        @Override
        public void rename(VPath target, boolean replace) throws StorageException {
            boolean flawed = (replace || is(Flaw.RENAME_ALWAYS_REPLACES)) && !is(Flaw.RENAME_NEVER_REPLACES);
            delegate.rename(target, flawed);
        }

        @Override
        public void delete() throws StorageException {
            boolean again = deletes++ > 0;
            boolean lost = is(Flaw.LOSES_A_DELETE) && delegate.attributes().size() == "content 42".length();
            if (!lost && !(again && is(Flaw.DELETES_TWICE))) {
                delegate.delete();
            }
        }

        @Override
        public void abort() {
            if (!is(Flaw.PUBLISHES_ABORTED)) {
                delegate.abort();
            }
        }

        @Override
        public void close() throws StorageException {
            if (!is(Flaw.WORKS_AFTER_CLOSE)) {
                delegate.close();
            }
        }
    }
}

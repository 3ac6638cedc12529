// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.SmallReads;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.client.open.KeptFile;
import io.fairlead.smb.client.open.ReadAhead;
import io.fairlead.smb.client.open.ShareFiles.Whole;
import io.fairlead.smb.client.share.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Small files by one message: CREATE, READ and CLOSE. Thread-safe. */
final class RemoteSmallReads implements SmallReads {
    private final SmbVolume volume;

    RemoteSmallReads(SmbVolume volume) {
        this.volume = volume;
    }

    @Override
    public Node open(VPath path, long expectedBytes) throws StorageException {
        if (expectedBytes >= 0 && expectedBytes <= ReadAhead.FIRST_BYTES) {
            Optional<Whole> whole = volume.at(
                    path,
                    true,
                    (real, place) -> place.isFixed() || isReadAgain(place)
                            ? Optional.empty()
                            : place.files().readWhole(place.existingName(), expectedBytes == 0));
            if (whole.isPresent()) {
                return new WholeFile(path, whole.get());
            }
        }
        return volume.open(path, Open.read());
    }

    /** What is read once is not worth that it stays open, nor what would cost a message all the same. */
    private static boolean isReadAgain(Place place) throws IOException {
        return place.files().tree().connection().directoryLeases()
                && place.files()
                        .link()
                        .kept()
                        .isReadAgain(KeptFile.key(place.files().share(), place.existingName(), false));
    }

    /** It is in memory, and closed at the server. */
    private static final class WholeFile implements Node {
        private final VPath path;
        private final Attributes attributes;
        private volatile ByteBuffer content; // null once closed

        WholeFile(VPath path, Whole whole) {
            this.path = path;
            attributes = whole.attributes();
            content = whole.content();
        }

        private ByteBuffer content() throws StorageException {
            ByteBuffer known = content;
            if (known == null) {
                throw new StorageException(Reason.STALE, path + " was closed");
            }
            return known;
        }

        @Override
        public NodeId id() {
            return attributes.id();
        }

        @Override
        public Attributes attributes() throws StorageException {
            content();
            return attributes;
        }

        @Override
        public int read(ByteBuffer into, long position) throws StorageException {
            ByteBuffer known = content();
            if (!into.hasRemaining()) {
                return 0;
            }
            if (position >= known.remaining()) {
                return -1;
            }
            int some = Math.min(into.remaining(), known.remaining() - (int) position);
            into.put(known.slice(known.position() + (int) position, some));
            return some;
        }

        @Override
        public void close() {
            content = null;
        }
    }
}

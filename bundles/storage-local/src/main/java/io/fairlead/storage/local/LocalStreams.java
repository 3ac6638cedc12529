// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.stream.StreamDepot;
import io.fairlead.storage.local.stream.StreamFile;
import io.fairlead.storage.local.stream.StreamOwner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** {@link Streams} of one volume. */
record LocalStreams(LocalVolume volume) implements Streams {
    private static final EnumSet<Access> CONTENT = EnumSet.of(Access.READ, Access.WRITE, Access.APPEND);

    /** Something done at the place of an owner. */
    private interface Call<T> {
        T run(Located place) throws IOException;
    }

    private StreamDepot depot() {
        return volume.storage().streams();
    }

    @Override
    public List<Entry> list(Node owner) throws StorageException {
        return at(owner, place -> {
            Attributes of = volume.storage().attributes(place);
            List<Entry> entries = new ArrayList<>();
            for (StreamDepot.Line line : depot().list(StreamOwner.of(place.found()))) {
                entries.add(
                        new Entry(line.name(), StreamNode.sized(of, line.found().size())));
            }
            return entries;
        });
    }

    @Override
    public Node open(Node owner, String stream, Open how) throws StorageException {
        Streams.checkName(stream);
        if (how.kind() == Open.Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_DIRECTORY, "a stream is no directory");
        }
        if (how.disposition() == Disposition.REPLACE) {
            throw new StorageException(Reason.NOT_SUPPORTED, "a stream can't be uploaded");
        }
        if (how.changes()) {
            volume.checkWritable(stream);
        }
        return at(
                owner,
                place -> volume.remember(
                        depot().open(place, stream, how.disposition(), file -> node(place, how, file))));
    }

    private StreamNode node(Located owner, Open how, StreamFile file) throws IOException {
        Located place = new Located(file.folder(), true, file.file(), owner.path(), file.found());
        boolean touches = how.access().stream().anyMatch(CONTENT::contains);
        Content content =
                touches ? Content.open(place, how, false, volume.storage().modes()) : null;
        OpenedState state = new OpenedState(content, file.found(), AttributeReader.id(owner.found()), file.created());
        return new StreamNode(volume, owner, how, state, file.file());
    }

    @Override
    public void rename(Node owner, String from, String to, boolean replace) throws StorageException {
        Streams.checkName(to);
        at(owner, place -> {
            volume.checkWritable(place.path());
            depot().rename(StreamOwner.of(place.found()), from, to, replace);
            return null;
        });
    }

    private <T> T at(Node owner, Call<T> call) throws StorageException {
        LocalNode node = volume.own(owner);
        if (node instanceof UploadNode || node instanceof StreamNode) {
            throw new StorageException(Reason.NOT_SUPPORTED, "neither a file nor a directory with a name");
        }
        return node.guard(() -> volume.storage().namespace().steady(() -> {
            try (Located place = volume.storage().resolver().resolve(node.path(), Links.ITSELF)) {
                node.checkFound(place);
                boolean fits = place.found().isRegularFile() || place.found().isDirectory();
                if (!fits || !volume.storage().onRootDevice(place)) {
                    throw new StorageException(Reason.NOT_SUPPORTED, place.path() + ": has no streams here");
                }
                return call.run(place);
            }
        }));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.TransferMode;
import io.fairlead.tftp.server.names.Asker;
import io.fairlead.tftp.server.names.Lookup;
import io.fairlead.tftp.server.names.NameRules;
import io.fairlead.tftp.transfer.NetasciiDecoder;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an upload goes: into a file without a name, which takes its name at once when the last block is there, or
 * vanishes. One thread at a time.
 */
final class UploadTarget implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UploadTarget.class);
    private static final Identity WRITER =
            new Identity("anonymous", Set.of(), VPath.ROOT, EnumSet.allOf(Right.class), Identity.Limits.NONE);

    private final TftpSettings settings;
    private final Publication publication;
    private final ExportVolume volume;
    private final OpenFile file;
    private final NetasciiDecoder decoder; // null in octet mode
    private ByteBuffer text; // decoded, null before the first block
    private volatile long position;

    private UploadTarget(TftpSettings settings, Publication publication, OpenFile file, TransferMode mode) {
        this.settings = settings;
        this.publication = publication;
        this.volume = publication.volume();
        this.file = file;
        this.decoder = mode == TransferMode.NETASCII ? new NetasciiDecoder() : null;
    }

    /**
     * Checks the policy, and opens.
     *
     * @throws StorageException if the client may not write this
     */
    static UploadTarget open(Facilities facilities, Asker asker) throws StorageException {
        TftpSettings settings = facilities.settings;
        if (settings.writes() == WritePolicy.NONE) {
            throw new StorageException(Reason.READ_ONLY, "writing is switched off");
        }
        long announced = announced(asker.request().options());
        checkSize(settings, announced);
        ExportVolume volume = Content.mount(facilities, WRITER, asker);
        try {
            if (announced > volume.space().freeBytes()) {
                throw new StorageException(Reason.NO_SPACE, "no room for the announced size");
            }
            VPath path = place(settings, asker, volume);
            OpenFile file = volume.open(path, Open.replace());
            String export = facilities.export.get().map(Export::name).orElse("");
            // at the place where a link leads: its versions are kept there
            var publication = new Publication(export, volume, file.path(), settings.writes(), settings.versions());
            return new UploadTarget(settings, publication, file, asker.request().mode());
        } catch (StorageException | RuntimeException e) {
            volume.close();
            throw e;
        }
    }

    /** 0 for nothing announced; a number too long to be read is as large as can be. */
    private static long announced(Options options) {
        String text = options.values().getOrDefault(Options.TSIZE, "");
        return text.matches("0*[1-9][0-9]{18,}")
                ? Long.MAX_VALUE
                : options.number(Options.TSIZE).orElse(0);
    }

    private static VPath place(TftpSettings settings, Asker asker, ExportVolume volume) throws StorageException {
        var lookup = new Lookup(volume, settings.names().casing() == NameRules.Casing.IGNORE);
        NameRules.Probe permitted = name -> choose(settings.writes(), lookup, name.paths()) != null;
        return choose(
                settings.writes(),
                lookup,
                settings.names().resolve(asker, permitted).paths());
    }

    private static VPath choose(WritePolicy policy, Lookup lookup, List<VPath> paths) throws StorageException {
        Optional<VPath> existing = lookup.existing(paths);
        if (policy == WritePolicy.CREATE && existing.isPresent()) {
            throw new StorageException(Reason.EXISTS, existing.get());
        }
        if (policy == WritePolicy.EXISTING && existing.isEmpty()) {
            throw new StorageException(Reason.NOT_FOUND, paths.get(0));
        }
        return existing.orElse(paths.get(0));
    }

    private static void checkSize(TftpSettings settings, long bytes) throws StorageException {
        long most = settings.limits().uploadBytes();
        if (most > 0 && bytes > most) {
            throw new StorageException(Reason.QUOTA, "more than " + most + " bytes");
        }
    }

    /** Appends. */
    void write(ByteBuffer content) throws StorageException {
        put(decoder == null ? content : decoded(content));
    }

    private void put(ByteBuffer content) throws StorageException {
        int bytes = content.remaining();
        checkSize(settings, position + bytes);
        if (bytes > 0) {
            file.write(content, position);
            position += bytes;
        }
    }

    private ByteBuffer decoded(ByteBuffer content) {
        if (text == null || text.capacity() <= content.remaining()) {
            text = ByteBuffer.allocate(content.remaining() + 1);
        }
        decoder.decode(content, text.clear());
        return text.flip();
    }

    /** Everything was written: gives the file its name. */
    void publish() throws StorageException {
        if (decoder != null) {
            ByteBuffer rest = ByteBuffer.allocate(1);
            decoder.finish(rest);
            put(rest.flip());
        }
        publication.publish(file);
    }

    long bytes() {
        return position;
    }

    /** Drops what was not published. Never throws. */
    @Override
    public void close() {
        try (volume) {
            file.abort();
            file.close();
        } catch (StorageException e) {
            LOG.debug("dropping an upload", e);
        }
    }
}

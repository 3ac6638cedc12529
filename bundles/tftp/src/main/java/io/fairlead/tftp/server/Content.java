// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.tftp.TftpContent;
import io.fairlead.api.tftp.TftpContentProvider;
import io.fairlead.api.tftp.TftpRequest;
import io.fairlead.tftp.channel.ByteSource;
import io.fairlead.tftp.protocol.TransferMode;
import io.fairlead.tftp.server.names.Asker;
import io.fairlead.tftp.server.names.Lookup;
import io.fairlead.tftp.server.names.NameRules;
import java.util.Optional;
import java.util.OptionalLong;

/** What a read request reads. One thread at a time. */
interface Content extends ByteSource, AutoCloseable {
    /** Bytes as the file has them; empty if that is not known. */
    OptionalLong size();

    /** Bytes as they go on the wire; empty if that is not known. */
    default OptionalLong wireSize() {
        return size();
    }

    /** Never throws. */
    @Override
    void close();

    /** Finds it: of a provider, else in the Export. */
    static Content open(Facilities facilities, Asker asker) throws StorageException {
        NameRules.Resolved name = facilities.settings.names().resolve(asker, it -> isStored(facilities, asker, it));
        Content content = provided(facilities, asker, name).orElse(null);
        if (content == null) {
            content = stored(facilities, asker, name);
        }
        return asker.request().mode() == TransferMode.NETASCII ? new NetasciiContent(content) : content;
    }

    private static Optional<Content> provided(Facilities facilities, Asker asker, NameRules.Resolved name)
            throws StorageException {
        var request = new TftpRequest(
                asker.client(),
                asker.server(),
                name.name(),
                asker.request().file(),
                asker.request().mode() == TransferMode.NETASCII,
                asker.request().options().values());
        for (TftpContentProvider provider : facilities.providers.get()) {
            Optional<TftpContent> made = provider.content(request);
            if (made.isPresent()) {
                return made.map(MadeContent::new);
            }
        }
        return Optional.empty();
    }

    private static boolean isStored(Facilities facilities, Asker asker, NameRules.Resolved name)
            throws StorageException {
        try (Content found = stored(facilities, asker, name)) {
            return found.size().isPresent();
        }
    }

    private static Content stored(Facilities facilities, Asker asker, NameRules.Resolved name) throws StorageException {
        ExportVolume volume = mount(facilities, Identity.ANONYMOUS, asker);
        try {
            boolean ignoreCase = facilities.settings.names().casing() == NameRules.Casing.IGNORE;
            OpenFile file = new Lookup(volume, ignoreCase).open(name.paths());
            return new FileContent(volume, file);
        } catch (StorageException | RuntimeException e) {
            volume.close();
            throw e;
        }
    }

    /** The Export as {@code user} sees it. */
    static ExportVolume mount(Facilities facilities, Identity user, Asker asker) throws StorageException {
        Export export = facilities
                .export
                .get()
                .orElseThrow(() -> new StorageException(Reason.UNAVAILABLE, "the Export is away"));
        return export.mount(user, new Peer("tftp", asker.client(), false));
    }
}

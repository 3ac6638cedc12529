// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Xattrs;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The extensions of a volume that are given nodes: those that the storage declares. */
record LocalExtensions(LocalVolume volume) {
    private record Known(Feature feature, Function<LocalVolume, ?> maker) {}

    private static final Map<Class<?>, Known> KNOWN = Map.of(
            Streams.class, new Known(Feature.STREAMS, LocalStreams::new),
            Xattrs.class, new Known(Feature.XATTRS, LocalXattrs::new),
            HardLinks.class, new Known(Feature.HARD_LINKS, LocalLinks::new),
            ServerCopy.class, new Known(Feature.SERVER_COPY, LocalLinks::new));

    <T> Optional<T> find(Class<T> type) {
        Known known = KNOWN.get(type);
        return known != null && volume.storage().features().contains(known.feature())
                ? Optional.of(type.cast(known.maker().apply(volume)))
                : Optional.empty();
    }
}

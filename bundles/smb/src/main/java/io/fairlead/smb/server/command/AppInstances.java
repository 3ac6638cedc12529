// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.protocol.AppInstance;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.state.SmbOpen;
import io.fairlead.smb.server.state.SmbSession;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Applications that go on at another client, [MS-SMB2] 3.3.5.9.13: what they had open at the first one ends. An open that waits
 * for its client is not looked for; it gives way by itself to what it stands against.
 */
final class AppInstances {
    private AppInstances() {}

    /**
     * Ends what the same application has open of the same file at other clients.
     *
     * @throws SmbException {@code FILE_FORCED_CLOSED} if the one at the other client is as new, or newer
     */
    static void takeOver(Request request, SmbName name, AppInstance asked) throws SmbException {
        List<SmbOpen> others = request.server().sessions().all().stream()
                .flatMap(session -> session.opens().stream())
                .filter(open -> isTheSame(request, name, asked, open))
                .toList();
        boolean versions = request.negotiated().dialect().atLeast(Dialect.SMB_3_1_1)
                && asked.version().isPresent();
        for (SmbOpen other : others) {
            Optional<AppInstance.Version> present = other.appInstance().flatMap(AppInstance::version);
            if (versions
                    && present.isPresent()
                    && present.get().compareTo(asked.version().get()) >= 0) {
                throw new SmbException(NtStatus.FILE_FORCED_CLOSED, "the application has gone on elsewhere");
            }
        }
        for (SmbOpen other : others) {
            try {
                other.close();
            } catch (StorageException e) {
                throw new SmbException(Statuses.of(e.reason()), "what the application had open: " + e.getMessage());
            }
        }
    }

    private static boolean isTheSame(Request request, SmbName name, AppInstance asked, SmbOpen open) {
        boolean named = open.appInstance()
                .map(AppInstance::id)
                .filter(asked.id()::equals)
                .isPresent();
        return named
                && !client(open.tree().session())
                        .equals(Optional.of(request.negotiated().clientGuid()))
                && open.tree().share().name().equals(request.tree().share().name())
                && fold(open.file().path().toString()).equals(fold(name.path().toString()))
                && fold(open.file().stream()).equals(fold(name.stream()));
    }

    private static Optional<UUID> client(SmbSession session) {
        return session.connection().negotiated().map(agreed -> agreed.clientGuid());
    }

    private static String fold(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}

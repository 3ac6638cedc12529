// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.protocol.AppInstance;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.ParkedState;
import io.fairlead.smb.server.state.Parking;
import io.fairlead.smb.server.state.SmbOpen;
import io.fairlead.smb.server.state.SmbSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Applications that go on at another client, [MS-SMB2] 3.3.5.9.13: what they had open at the first one ends, also what waits for that
 * client to come back.
 */
final class AppInstances {
    /** While opens of the application are parked and taken back as we look. */
    private static final int MOST_ROUNDS = 10;

    private final Request request;
    private final SmbName name;
    private final AppInstance asked;

    private AppInstances(Request request, SmbName name, AppInstance asked) {
        this.request = request;
        this.name = name;
        this.asked = asked;
    }

    /** What the application has open of the file at another client. */
    private record Other(Optional<AppInstance.Version> version, Ending ending) {}

    /** Closes it. */
    @FunctionalInterface
    private interface Ending {
        void end() throws StorageException;
    }

    /**
     * Ends what the same application has open of the same file at other clients.
     *
     * @throws SmbException {@code FILE_FORCED_CLOSED} if the one at the other client is as new, or newer
     */
    static void takeOver(Request request, SmbName name, AppInstance asked) throws SmbException, StorageException {
        var application = new AppInstances(request, name, asked);
        for (int i = 0; i < MOST_ROUNDS && application.endOthers(); i++) {
            // again: one may have been parked, or taken back, after we had looked there
        }
    }

    /** Returns whether there were any. */
    private boolean endOthers() throws SmbException, StorageException {
        List<Other> others = new ArrayList<>(open());
        others.addAll(waiting());
        boolean versions = request.negotiated().dialect().atLeast(Dialect.SMB_3_1_1)
                && asked.version().isPresent();
        for (Other other : others) {
            if (versions
                    && other.version.isPresent()
                    && other.version.get().compareTo(asked.version().get()) >= 0) {
                throw new SmbException(NtStatus.FILE_FORCED_CLOSED, "the application has gone on elsewhere");
            }
        }
        for (Other other : others) {
            other.ending.end();
        }
        return !others.isEmpty();
    }

    private List<Other> open() {
        return request.server()
                .sessions()
                .opens()
                .filter(this::isTheSame)
                .map(open -> new Other(open.appInstance().flatMap(AppInstance::version), open::close))
                .toList();
    }

    private boolean isTheSame(SmbOpen open) {
        return isNamed(open.appInstance())
                && client(open.tree().session()).filter(this::isHere).isEmpty()
                && open.tree().share().name().equals(request.tree().share().name())
                && isAsked(open.file().path().toString(), open.file().stream());
    }

    private List<Other> waiting() throws StorageException {
        Export export = request.tree().export();
        ExportVolume volume = request.tree().volume();
        List<Other> others = new ArrayList<>();
        for (ParkedOpen.Listed parked : export.parked(Parking.PROTOCOL, volume)) {
            ParkedState state;
            try {
                state = ParkedState.decode(parked.waiting().state());
            } catch (MalformedMessageException e) {
                continue; // of a module that we know nothing of
            }
            ParkedOpen.Waiting file = parked.waiting();
            if (isNamed(state.application())
                    && !isHere(state.client())
                    && isAsked(file.path().toString(), file.stream())) {
                others.add(new Other(
                        state.application().flatMap(AppInstance::version),
                        () -> export.closeParked(parked.key(), volume)));
            }
        }
        return others;
    }

    private boolean isNamed(Optional<AppInstance> application) {
        return application.map(AppInstance::id).filter(asked.id()::equals).isPresent();
    }

    /** Whether a client is the one that asks. */
    private boolean isHere(UUID client) {
        return client.equals(request.negotiated().clientGuid());
    }

    private boolean isAsked(String path, String stream) {
        return fold(path).equals(fold(name.path().toString())) && fold(stream).equals(fold(name.stream()));
    }

    private static Optional<UUID> client(SmbSession session) {
        return session.connection().negotiated().map(agreed -> agreed.clientGuid());
    }

    private static String fold(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Deletions;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.Awaited;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.client.open.Wanted;
import io.fairlead.smb.client.share.Place;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.InfoType;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SetInfoRequest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Deletes each entry by one message, CREATE, SET_INFO and CLOSE, many of which are on their way at once. What an answer leaves
 * open is done again in the ordinary way, as far as it had no effect. Thread-safe.
 */
final class RemoteDeletions implements Deletions {
    private static final int REQUESTS = 3;
    private static final int MOST_ON_THEIR_WAY = 64;

    private final SmbVolume volume;

    RemoteDeletions(SmbVolume volume) {
        this.volume = volume;
    }

    @Override
    public List<Optional<StorageException>> delete(List<Deletion> entries) throws StorageException {
        volume.requireOpen();
        return new Run(entries).run();
    }

    /** One that was sent. */
    private record Sent(int number, Place place, String name, ClientTree tree, List<Awaited> answers) {}

    private final class Run {
        private final List<Deletion> entries;
        private final List<Optional<StorageException>> outcomes;
        private final Deque<Sent> sent = new ArrayDeque<>();

        Run(List<Deletion> entries) {
            this.entries = entries;
            outcomes = new ArrayList<>(Collections.nCopies(entries.size(), Optional.empty()));
        }

        List<Optional<StorageException>> run() {
            for (int number = 0; number < entries.size(); number++) {
                try {
                    begin(number);
                } catch (IOException e) {
                    failed(number, e);
                }
                if (sent.size() >= MOST_ON_THEIR_WAY) {
                    finish(sent.poll());
                }
            }
            while (!sent.isEmpty()) {
                finish(sent.poll());
            }
            return outcomes;
        }

        private void failed(int number, IOException e) {
            outcomes.set(
                    number,
                    Optional.of(Failures.of(e, entries.get(number).path().toString())));
        }

        private void begin(int number) throws IOException {
            Deletion entry = entries.get(number);
            volume.requireChangeable(entry.path());
            Place place = volume.checked(entry.path());
            String name = place.existingName();
            place.files().makeWay(name);
            ClientTree tree = place.files().tree();
            if (tree.connection().credits() < REQUESTS) {
                one(number);
            } else {
                sent.add(new Sent(number, place, name, tree, tree.send(requests(name, entry.kind()))));
            }
        }

        /** As {@link SmbVolume#open} and {@link SmbNode#delete} do it. */
        private void one(int number) throws IOException {
            Deletion entry = entries.get(number);
            try (Node node = volume.open(entry.path(), Open.delete(entry.kind()))) {
                node.delete();
            }
        }

        private void finish(Sent one) {
            try {
                Answer opened = one.answers.get(0).await();
                Answer marked = one.answers.get(1).await();
                Answer closed = one.answers.get(2).await();
                if (!opened.is(NtStatus.SUCCESS)) {
                    refused(one, opened);
                    return;
                }
                CreateResponse response = CreateResponse.decode(opened.body());
                if (!closed.is(NtStatus.SUCCESS)) { // servers may let it fail with the request before it
                    one.tree
                            .send(new ClientRequest(Command.CLOSE, new CloseRequest(0, response.fileId())))
                            .await();
                }
                if (!marked.is(NtStatus.SUCCESS)) {
                    throw new StatusException(Command.SET_INFO, marked.status());
                }
                ShareFiles files = one.place.files();
                files.link().files().deleted(files.nodeId(one.name, response));
            } catch (IOException e) {
                failed(one.number, e);
            } finally {
                one.place.files().changed(one.name);
            }
        }

        /** It had no effect, so that it can be done again where the answer does not say how things are. */
        private void refused(Sent one, Answer opened) throws IOException {
            boolean unsettled = opened.is(NtStatus.DELETE_PENDING)
                    || opened.is(NtStatus.PATH_NOT_COVERED)
                    || opened.is(NtStatus.STOPPED_ON_SYMLINK)
                    || opened.is(NtStatus.FILE_CLOSED)
                    || opened.is(NtStatus.NETWORK_SESSION_EXPIRED)
                    || opened.is(NtStatus.USER_SESSION_DELETED)
                    || opened.is(NtStatus.NETWORK_NAME_DELETED);
            if (unsettled) {
                one(one.number);
            } else {
                StatusException cause = new StatusException(Command.CREATE, opened.status());
                throw one.place
                        .files()
                        .refused(
                                cause,
                                one.place.names(),
                                entries.get(one.number).path().toString());
            }
        }
    }

    private static List<ClientRequest> requests(String name, Kind kind) {
        int options = CreateOptions.OPEN_REPARSE_POINT
                | switch (kind) {
                    case FILE -> CreateOptions.NON_DIRECTORY_FILE;
                    case DIRECTORY -> CreateOptions.DIRECTORY_FILE;
                    case ANY -> 0;
                };
        Wanted wanted = new Wanted(name, AccessMask.DELETE, CreateDisposition.OPEN, options);
        byte[] yes = {1};
        return List.of(
                new ClientRequest(Command.CREATE, wanted.request()),
                new ClientRequest(
                        Command.SET_INFO,
                        new SetInfoRequest(InfoType.FILE, FileInformationClass.DISPOSITION, 0, FileId.RELATED, yes)),
                new ClientRequest(Command.CLOSE, new CloseRequest(0, FileId.RELATED)));
    }
}

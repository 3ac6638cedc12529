// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.Pauses;
import io.fairlead.net.WireReader;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.Awaited;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.terms.Failures;
import io.fairlead.smb.client.terms.LinkInTheWay;
import io.fairlead.smb.client.terms.RemoteAttributes;
import io.fairlead.smb.client.terms.RemoteNames;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileAttributes;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.ReadResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The files of one share: opens them, and asks what needs no open. Thread-safe. */
public final class ShareFiles {
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(5); // with what lost connections have left open
    private static final long DELETION_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PAUSE_NANOS = 10_000_000;
    private final ServerLink link;
    private final String share;
    private final long volumeId;
    private volatile boolean mayHaveLinks = true; // unless the server says that there are none

    /** Connects to nothing yet. */
    public ShareFiles(ServerLink link, String share) {
        this.link = link;
        this.share = share;
        long hash = 0;
        for (char c : (link.host() + "\\" + share).toLowerCase(Locale.ROOT).toCharArray()) {
            hash = hash * 31 + c;
        }
        volumeId = hash;
    }

    /** The server that has the share. */
    public ServerLink link() {
        return link;
    }

    /** Its name. */
    public String share() {
        return share;
    }

    /** Whether a name may be a symbolic link that the server shows as such. */
    public boolean mayHaveLinks() {
        return mayHaveLinks;
    }

    /** The server says that it shows none. */
    public void hasNoLinks() {
        mayHaveLinks = false;
    }

    /** A file as it was, with all of its content. */
    public record Whole(Attributes attributes, ByteBuffer content) {}

    /** An open, and the answers to the requests that went with it. */
    public record Opened(RemoteHandle handle, List<Answer> answers) {}

    /**
     * Opens, and asks what is related to it at once.
     *
     * @param related further requests, of {@link FileId#RELATED} and one credit each; they are to have no effect that can't
     *     come twice. Those for which there are no credits are not sent, and have no answer
     * @throws LinkInTheWay if a link has to be followed first
     * @throws StatusException if the server refuses
     * @throws ConnectionLostException if the server can't be reached, or it is not known what it has done
     */
    public Opened open(Wanted wanted, List<ClientRequest> related) throws IOException {
        if (wanted.kept()) {
            link.files().awaitReplaced(key(wanted.name()));
        }
        Backoff backoff = new Backoff();
        long until = System.nanoTime() + MOST_PATIENCE.toNanos();
        while (true) {
            try {
                return exchange(wanted.changesNothing(), tree -> new Opening(tree, wanted, related));
            } catch (StatusException e) {
                boolean ours = e.is(NtStatus.SHARING_VIOLATION) && link.hasLeftovers(); // most likely
                if (!ours || System.nanoTime() - until >= 0) {
                    throw e;
                }
            }
            backoff.pause();
        }
    }

    /** One attempt to open, and to keep it. */
    private final class Opening implements Attempt<Opened> {
        private final Wanted wanted;
        private final List<ClientRequest> related;
        private final Keeping keeping; // null if it is not kept
        private final int credits;

        Opening(ClientTree tree, Wanted wanted, List<ClientRequest> related) {
            this.wanted = wanted;
            this.related = related;
            credits = tree.connection().credits();
            keeping = wanted.kept() ? new Keeping(ShareFiles.this, wanted, tree.connection()) : null;
        }

        @Override
        public List<ClientRequest> requests() {
            List<ClientRequest> requests = new ArrayList<>();
            requests.add(new ClientRequest(Command.CREATE, keeping == null ? wanted.request() : keeping.request()));
            requests.addAll(related.subList(0, Math.min(related.size(), Math.max(0, credits - 1))));
            return requests;
        }

        @Override
        public Opened read(ClientTree tree, List<Answer> answers) throws IOException {
            CreateResponse response = created(wanted.name(), answers);
            if (keeping != null) {
                keeping.granted(response);
            }
            NodeId id = nodeId(wanted.name(), response);
            RemoteHandle handle = new RemoteHandle(link, tree, response, id, keeping);
            if (keeping != null) {
                keeping.begin(tree, response.fileId(), handle);
            }
            return new Opened(handle, answers);
        }

        @Override
        public void failed() {
            if (keeping != null) {
                keeping.end(FileId.RELATED);
            }
        }
    }

    static CreateResponse created(String name, List<Answer> answers) throws IOException {
        Answer first = answers.get(0);
        if (first.is(NtStatus.STOPPED_ON_SYMLINK)) {
            throw LinkInTheWay.of(name, first);
        }
        if (!first.is(NtStatus.SUCCESS)) {
            throw new StatusException(Command.CREATE, first.status());
        }
        return CreateResponse.decode(first.body());
    }

    /** As {@link #open(Wanted, List)}, of nothing else. */
    public RemoteHandle open(Wanted wanted) throws IOException {
        return open(wanted, List.of()).handle();
    }

    /**
     * What is there, without leaving it open.
     *
     * @throws IOException as {@link #open(Wanted, List)}
     */
    public Attributes look(String name, Links links) throws IOException {
        Wanted wanted = Wanted.look(name, links);
        List<ClientRequest> requests = List.of(
                new ClientRequest(Command.CREATE, wanted.request()),
                new ClientRequest(Command.CLOSE, new CloseRequest(0, FileId.RELATED)));
        CreateResponse response = exchange(true, tree -> new Attempt<>() {
            @Override
            public List<ClientRequest> requests() {
                return requests;
            }

            @Override
            public CreateResponse read(ClientTree in, List<Answer> answers) throws IOException {
                return created(name, answers);
            }
        });
        boolean reparse = links == Links.ITSELF && isReparse(response);
        return RemoteAttributes.of(nodeId(name, response), response.file(), 1, reparse);
    }

    /**
     * Asks the server something that changes nothing, outside of any file; gives the answer whatever the status.
     *
     * @throws IOException if it can't be reached, or there is no such share
     */
    public Answer ask(ClientRequest request) throws IOException {
        return exchange(true, tree -> new Attempt<>() {
            @Override
            public List<ClientRequest> requests() {
                return List.of(request);
            }

            @Override
            public Answer read(ClientTree in, List<Answer> answers) {
                return answers.get(0);
            }
        });
    }

    /**
     * The share as it is connected.
     *
     * @throws IOException as {@link ServerLink#tree}
     */
    public ClientTree tree() throws IOException {
        return link.tree(share);
    }

    /**
     * Reads a small file, without leaving it open.
     *
     * @param empty whether it is believed to have no content
     * @return empty if it is not small, or could not be read so
     * @throws IOException as {@link #open(Wanted, List)}
     */
    public Optional<Whole> readWhole(String name, boolean empty) throws IOException {
        Wanted wanted = new Wanted(
                name,
                AccessMask.READ_DATA | AccessMask.READ_EA,
                CreateDisposition.OPEN,
                CreateOptions.NON_DIRECTORY_FILE);
        List<ClientRequest> requests = new ArrayList<>();
        requests.add(new ClientRequest(Command.CREATE, wanted.request()));
        if (!empty) {
            requests.add(ReadAhead.withOpen());
        }
        requests.add(new ClientRequest(Command.CLOSE, new CloseRequest(0, FileId.RELATED)));
        if (tree().connection().credits() < requests.size()) {
            return Optional.empty();
        }
        return exchange(true, tree -> new Attempt<>() {
            @Override
            public List<ClientRequest> requests() {
                return requests;
            }

            @Override
            public Optional<Whole> read(ClientTree in, List<Answer> answers) throws IOException {
                CreateResponse response = created(wanted.name(), answers);
                if (!answers.get(answers.size() - 1).is(NtStatus.SUCCESS)) { // it may fail with the READ before it
                    link.closings().send(in, response.fileId());
                }
                ByteBuffer content = content(response, empty ? null : answers.get(1));
                Attributes attributes = RemoteAttributes.of(nodeId(name, response), response.file(), 1, false);
                return Optional.ofNullable(content).map(all -> new Whole(attributes, all));
            }
        });
    }

    /** All of a file's content; null if that is not known to be all. */
    private static ByteBuffer content(CreateResponse response, Answer read) throws IOException {
        long size = response.file().size();
        if (read == null || read.is(NtStatus.END_OF_FILE)) {
            return size == 0 ? ByteBuffer.allocate(0) : null;
        }
        if (!read.is(NtStatus.SUCCESS)) {
            return null;
        }
        ByteBuffer data = ReadResponse.decode(read.body()).data();
        return data.remaining() == size && size <= ReadAhead.FIRST_BYTES ? data : null;
    }

    /**
     * Before something of that name, or what is below it, is changed, renamed, replaced or deleted: waits until what this client
     * has closed is closed at the server, and what it keeps open is in nobody's way.
     */
    public void makeWay(String name) {
        link.kept().release(share, name);
        link.closings().settle();
    }

    /** This client has made, changed, renamed, replaced or deleted what has that name. */
    public void changed(String name) {
        link.kept().changed(share, name);
    }

    /**
     * Removes a file or a link by its name.
     *
     * @throws IOException as {@link #open(Wanted, List)}, or if the server refuses to delete it
     */
    public void delete(String name) throws IOException {
        RemoteHandle handle = open(Wanted.toDelete(name));
        try {
            // said aloud, for by this the server takes it from an open that waits for its client to come back
            handle.succeed(HandleRequest.setting(FileInformationClass.DISPOSITION, new byte[] {1}, false));
        } finally {
            handle.close();
        }
    }

    /** By what the open files of the link know a name of this share, without regard to case. */
    public String key(String name) {
        return (share + "\\" + name).toLowerCase(Locale.ROOT);
    }

    /** Whether what was opened, as such, is a link or another reparse point. */
    public static boolean isReparse(CreateResponse response) {
        return (response.file().attributes() & FileAttributes.REPARSE_POINT) != 0;
    }

    /** Of what was opened by that name. */
    public NodeId nodeId(String name, CreateResponse response) throws IOException {
        for (CreateContext context : response.contexts()) {
            if (context.name().equals(CreateContext.QUERY_ON_DISK_ID) && context.data().length >= Long.BYTES) {
                return nodeId(new WireReader(ByteBuffer.wrap(context.data()), ByteOrder.LITTLE_ENDIAN).u64());
            }
        }
        return pathId(name);
    }

    /** Of a file's number on the server. */
    public NodeId nodeId(long fileId) {
        return new NodeId(volumeId, fileId);
    }

    /** Of a server that has no numbers for its files. */
    public NodeId pathId(String name) {
        return new NodeId(volumeId, name.toLowerCase(Locale.ROOT).hashCode() | 1L << 63);
    }

    /** A compound that begins without a handle. */
    interface Attempt<T> {
        List<ClientRequest> requests();

        T read(ClientTree tree, List<Answer> answers) throws IOException;

        /** It came to nothing. */
        default void failed() {}
    }

    /**
     * Sends a compound. It is sent again where that can't do anything twice: if it was not sent, if the server has forgotten the
     * session or the tree, if the session had expired, or if it changes nothing.
     */
    <T> T exchange(boolean repeatable, Function<ClientTree, Attempt<T>> attempts) throws IOException {
        long deadline = System.nanoTime() + DELETION_NANOS;
        for (int number = 0; ; number++) {
            boolean last = number == 2;
            ClientTree tree = null;
            Attempt<T> attempt = null;
            boolean good = false;
            try {
                tree = link.tree(share);
                attempt = attempts.apply(tree);
                int logins = tree.session().logins();
                List<Answer> answers = new ArrayList<>();
                for (Awaited awaited : tree.send(attempt.requests())) {
                    answers.add(awaited.await());
                }
                Answer first = answers.get(0);
                if (first.is(NtStatus.NETWORK_SESSION_EXPIRED) && !last) {
                    tree.session().renew(logins);
                } else if (first.is(NtStatus.FILE_CLOSED) && repeatable && !last) {
                    continue; // the file was replaced while it was opened
                } else if (first.is(NtStatus.DELETE_PENDING) && System.nanoTime() - deadline < 0) {
                    Pauses.uninterruptibly(PAUSE_NANOS);
                    number--; // the name is free as soon as the last of those who have it open closes it
                } else if (last || !link.hasEnded(tree, first)) {
                    T result = attempt.read(tree, answers);
                    good = true;
                    return result;
                }
            } catch (ConnectionLostException e) {
                if (last || tree == null || e.sent() && !repeatable) {
                    throw e;
                }
            } finally {
                if (!good && attempt != null) {
                    attempt.failed();
                }
            }
        }
    }

    /**
     * Tells more exactly why a path could not be reached: servers say that its parent is missing where a file stands in the
     * middle, too.
     *
     * @param names within the share
     */
    public StorageException refused(IOException cause, List<String> names, String path) {
        StorageException told = Failures.of(cause, path);
        if (told.reason() != Reason.PARENT_NOT_FOUND) {
            return told;
        }
        for (int length = names.size() - 1; length > 0; length--) {
            try {
                Attributes there = look(RemoteNames.of(names.subList(0, length)), Links.FOLLOW);
                return there.isDirectory() ? told : new StorageException(Reason.NOT_DIRECTORY, path);
            } catch (IOException e) {
                if (Failures.reason(e) != Reason.PARENT_NOT_FOUND) {
                    return told;
                }
            }
        }
        return told;
    }
}

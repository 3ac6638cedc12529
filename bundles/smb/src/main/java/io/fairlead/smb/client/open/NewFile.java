// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.open.ShareFiles.Attempt;
import io.fairlead.smb.client.terms.CreateTerms;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.WriteRequest;
import io.fairlead.smb.protocol.WriteResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file that is made with all of its content by one message, CREATE, WRITE and CLOSE: only where nothing has its name,
 * so that nothing is lost whatever becomes of it, and so that nobody else opens it before it is whole.
 *
 * @param files of the share
 * @param name within it
 */
public record NewFile(ShareFiles files, String name) {
    private static final Logger LOG = LoggerFactory.getLogger(NewFile.class);
    private static final int NOBODY_ELSE = 0;
    private static final int OPTIONS = CreateOptions.NON_DIRECTORY_FILE | CreateOptions.OPEN_REPARSE_POINT;

    /** What became of it. */
    public enum Outcome {
        MADE,
        /** The server has not made it: maybe because something has its name. */
        REFUSED,
        /** The server has made it and not taken its content, or none of this is known. */
        FAILED
    }

    /**
     * Makes it.
     *
     * @param content of at most what costs one credit
     * @throws IOException if the server was not asked
     */
    public Outcome make(ByteBuffer content) throws IOException {
        Wanted wanted = new Wanted(
                name,
                CreateTerms.access(EnumSet.of(Access.WRITE, Access.DELETE)),
                CreateDisposition.CREATE,
                OPTIONS,
                false,
                NOBODY_ELSE);
        List<ClientRequest> requests = new ArrayList<>();
        requests.add(new ClientRequest(Command.CREATE, wanted.request()));
        if (content.hasRemaining()) {
            WriteRequest write = new WriteRequest(0, FileId.RELATED, 0, 0, content.duplicate());
            requests.add(new ClientRequest(Command.WRITE, write, content.remaining()));
        }
        requests.add(new ClientRequest(Command.CLOSE, new CloseRequest(0, FileId.RELATED)));
        if (files.tree().connection().credits() < requests.size()) {
            return Outcome.REFUSED;
        }
        files.makeWay(name);
        try {
            return files.exchange(false, tree -> new Making(requests, content.remaining()));
        } catch (ConnectionLostException e) {
            if (!e.sent()) {
                throw e;
            }
            return Outcome.FAILED;
        } finally {
            files.changed(name);
        }
    }

    private final class Making implements Attempt<Outcome> {
        private final List<ClientRequest> requests;
        private final int bytes;

        Making(List<ClientRequest> requests, int bytes) {
            this.requests = requests;
            this.bytes = bytes;
        }

        @Override
        public List<ClientRequest> requests() {
            return requests;
        }

        @Override
        public Outcome read(ClientTree tree, List<Answer> answers) throws IOException {
            Answer created = answers.get(0);
            if (!created.is(NtStatus.SUCCESS)) {
                return Outcome.REFUSED;
            }
            boolean closed = answers.get(answers.size() - 1).is(NtStatus.SUCCESS);
            if (closed && isWritten(answers)) {
                return Outcome.MADE;
            }
            remove(tree, CreateResponse.decode(created.body()), closed);
            return Outcome.FAILED;
        }

        private boolean isWritten(List<Answer> answers) throws IOException {
            if (bytes == 0) {
                return true;
            }
            Answer written = answers.get(1); // servers go on after it failed, or not
            return written.is(NtStatus.SUCCESS)
                    && WriteResponse.decode(written.body()).count() == bytes;
        }
    }

    private void remove(ClientTree tree, CreateResponse response, boolean closed) {
        try {
            if (!closed) {
                RemoteHandle open = new RemoteHandle(files.link(), tree, response, files.nodeId(name, response), null);
                if (isRemoved(open)) {
                    return;
                }
            }
            RemoteHandle again = files.open(Wanted.toDelete(name));
            try {
                if (isSame(again, response)) {
                    again.succeed(deletion());
                }
            } finally {
                again.close();
            }
        } catch (IOException e) {
            LOG.debug("{} is left without all of its content: {}", name, e.getMessage());
        }
    }

    private static boolean isRemoved(RemoteHandle open) {
        try {
            open.succeed(deletion());
            return true;
        } catch (IOException e) {
            return false; // it is closed, maybe
        } finally {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("closed already: {}", e.getMessage());
            }
        }
    }

    private boolean isSame(RemoteHandle found, CreateResponse made) throws IOException {
        NodeId id = files.nodeId(name, made);
        return found.nodeId().equals(id)
                && found.response().file().created() == made.file().created();
    }

    private static HandleRequest deletion() {
        return HandleRequest.setting(FileInformationClass.DISPOSITION, new byte[] {1}, true);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.listing;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.protocol.Fact;
import io.fairlead.ftp.protocol.Facts;
import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.protocol.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Attributes out of MLST and MLSD, RFC 3659 7. */
public final class FactLines {
    private FactLines() {}

    /** The one line of facts in a reply to MLST: it starts with a blank, the others don't have to be heeded. */
    public static Attributes ofMlst(Reply reply, VPath path) throws StorageException {
        List<String> lines = reply.lines();
        for (int i = 1; i < lines.size() - 1; i++) {
            String line = lines.get(i).stripLeading(); // Interop: MINA sends an empty line, others no blank
            if (!line.isEmpty()) {
                try {
                    return attributes(Facts.decode(line), path);
                } catch (FtpSyntaxException e) {
                    throw new StorageException(Reason.IO, "MLST of " + path + ": " + e.getMessage(), e);
                }
            }
        }
        throw new StorageException(Reason.IO, "MLST of " + path + " without facts: " + reply);
    }

    /** What facts say of an entry (RFC 3659 7.5). */
    public static Attributes attributes(Facts facts, VPath path) {
        Instant modified = facts.modified().orElse(Instant.EPOCH);
        Attributes.Kind kind = kind(facts);
        Optional<String> target = facts.target();
        long size =
                switch (kind) {
                    case FILE -> facts.size().orElse(0);
                    case LINK ->
                        target.map(text -> text.getBytes(StandardCharsets.UTF_8).length)
                                .orElse(0);
                    case DIRECTORY, OTHER -> 0;
                };
        return new Attributes(
                NodeId.ofPath(path),
                kind,
                size,
                facts.created().orElse(modified),
                modified,
                modified,
                modified,
                size,
                1,
                0,
                posix(facts),
                target);
    }

    private static Attributes.Kind kind(Facts facts) {
        return switch (facts.type()) {
            case FILE -> Attributes.Kind.FILE;
            case DIRECTORY, CURRENT, PARENT -> Attributes.Kind.DIRECTORY;
            case LINK -> Attributes.Kind.LINK;
            case OTHER -> Attributes.Kind.OTHER;
        };
    }

    private static Optional<Attributes.Posix> posix(Facts facts) {
        if (facts.unixMode().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Attributes.Posix.of(
                facts.unixMode().getAsInt(),
                facts.text(Fact.UNIX_OWNER).orElse(""),
                facts.text(Fact.UNIX_GROUP).orElse("")));
    }
}

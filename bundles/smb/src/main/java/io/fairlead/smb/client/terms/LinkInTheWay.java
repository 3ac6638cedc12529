// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.terms;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.ErrorResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SymbolicLinkError;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A CREATE met a symbolic link that the server leaves to us to follow, [MS-SMB2] 3.2.5.7; it had no effect. */
public final class LinkInTheWay extends StatusException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int behind;
    private final transient SymbolicLinkError link;

    /** @param behind how many names of the path come after the link */
    private LinkInTheWay(int behind, SymbolicLinkError link) {
        super(Command.CREATE, NtStatus.STOPPED_ON_SYMLINK.code());
        this.behind = behind;
        this.link = link;
    }

    /**
     * Reads what the server tells of a link.
     *
     * @param name that was asked for
     * @throws MalformedMessageException if it is about another name
     * @throws StatusException if it tells nothing
     */
    public static LinkInTheWay of(String name, Answer answer) throws MalformedMessageException, StatusException {
        Optional<byte[]> detail = ErrorResponse.decode(answer.body()).detail();
        if (detail.isEmpty()) {
            throw new StatusException(Command.CREATE, answer.status());
        }
        SymbolicLinkError link = SymbolicLinkError.decode(detail.get());
        int length = link.unparsedPathLength() / 2;
        if (link.unparsedPathLength() % 2 != 0 || length > name.length()) {
            throw new MalformedMessageException("UnparsedPathLength is " + link.unparsedPathLength());
        }
        String rest = name.substring(name.length() - length);
        long behind = Arrays.stream(rest.split("\\\\"))
                .filter(each -> !each.isEmpty())
                .count();
        return new LinkInTheWay((int) behind, link);
    }

    /**
     * Where a path leads instead.
     *
     * @param names of the path within the share
     * @return empty if that is outside of the share, or is no path
     */
    public Optional<List<String>> instead(List<String> names) {
        int depth = names.size() - behind;
        if (!link.relative() || depth < 1) {
            return Optional.empty();
        }
        List<String> at = new ArrayList<>(names.subList(0, depth - 1));
        for (String name : link.substituteName().split("\\\\")) {
            if (name.equals("..") && at.isEmpty()) {
                return Optional.empty();
            } else if (name.equals("..")) {
                at.remove(at.size() - 1);
            } else if (!name.isEmpty() && !name.equals(".")) {
                at.add(name);
            }
        }
        at.addAll(names.subList(depth, names.size()));
        return Optional.of(at);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import java.util.EnumSet;
import java.util.Set;

/** Writes lines of MLSD and MLST for one user, RFC 3659 7.2. Immutable; made once for each listing. */
public final class FactsWriter {
    private final Set<Fact> facts;
    private final String filePerm;
    private final String directoryPerm;
    private final String specialPerm;

    /**
     * @param facts which to send, in the order of {@link Fact}
     * @param rights of the user, for the fact {@code perm}
     */
    public FactsWriter(Set<Fact> facts, Set<Right> rights) {
        this.facts = facts.isEmpty() ? EnumSet.noneOf(Fact.class) : EnumSet.copyOf(facts);
        boolean write = rights.contains(Right.WRITE);
        boolean delete = rights.contains(Right.DELETE);
        boolean list = rights.contains(Right.LIST);
        // RFC 3659 7.5.5; cleared of what the user may not do at all, the storage may refuse more
        filePerm = (write ? "a" : "")
                + (delete ? "df" : "")
                + (rights.contains(Right.READ) ? "r" : "")
                + (write ? "w" : "");
        specialPerm = delete ? "df" : ""; // never read, never written
        directoryPerm = (write ? "c" : "") + (delete ? "d" : "") + "e" + (delete ? "f" : "") + (list ? "l" : "")
                + (write ? "m" : "") + (delete ? "p" : "");
    }

    /** Appends the line of an entry, with its end. */
    public void entry(TextBuffer out, Attributes attributes, String name) {
        if (facts.contains(Fact.TYPE)) {
            type(out.text("type="), attributes);
            out.ascii(';');
        }
        if (facts.contains(Fact.SIZE) && attributes.isFile()) {
            out.text("size=").number(attributes.size(), 0).ascii(';');
        }
        if (facts.contains(Fact.MODIFY)) {
            out.text("modify=");
            FtpTime.append(out, attributes.modified());
            out.ascii(';');
        }
        if (facts.contains(Fact.CREATE)) {
            out.text("create=");
            FtpTime.append(out, attributes.created());
            out.ascii(';');
        }
        if (facts.contains(Fact.PERM)) {
            out.text("perm=").text(perm(attributes.kind())).ascii(';');
        }
        if (facts.contains(Fact.UNIQUE)) {
            NodeId id = attributes.id();
            out.text("unique=").hex(id.high()).ascii('g').hex(id.low()).ascii(';');
        }
        posix(out, attributes);
        out.ascii(' ').name(name).endLine();
    }

    private String perm(Attributes.Kind kind) {
        return switch (kind) {
            case FILE, LINK -> filePerm;
            case DIRECTORY -> directoryPerm;
            case OTHER -> specialPerm;
        };
    }

    /**
     * RFC 3659 7.5.1 leaves links to the system. Interop: FileZilla, WinSCP, lftp and ncftp know the form of the example in
     * 7.7.4 and that of erratum 1500, which has no room for the target.
     */
    private static void type(TextBuffer out, Attributes attributes) {
        switch (attributes.kind()) {
            case FILE -> out.text("file");
            case DIRECTORY -> out.text("dir");
            case LINK -> {
                String target = attributes.target().orElse("");
                if (isValue(target)) {
                    out.text("OS.unix=slink:").name(target);
                } else {
                    out.text("OS.unix=symlink");
                }
            }
            case OTHER -> out.text("OS.unix=special");
        }
    }

    /** Whether a text can be the value of a fact: a semicolon ends it, a blank all facts, a line's end the line. */
    private static boolean isValue(String text) {
        return !text.isEmpty() && text.chars().noneMatch(c -> c == ';' || c <= ' ' || c == 0x7f);
    }

    private void posix(TextBuffer out, Attributes attributes) {
        Attributes.Posix posix = attributes.posix().orElse(null);
        if (posix == null) {
            return;
        }
        if (facts.contains(Fact.UNIX_MODE)) {
            int mode = posix.mode();
            out.text("UNIX.mode=")
                    .digits((mode >> 9 & 7) * 1000 + (mode >> 6 & 7) * 100 + (mode >> 3 & 7) * 10 + (mode & 7), 4);
            out.ascii(';');
        }
        if (facts.contains(Fact.UNIX_OWNER)) {
            out.text("UNIX.ownername=").name(word(posix.owner())).ascii(';');
        }
        if (facts.contains(Fact.UNIX_GROUP)) {
            out.text("UNIX.groupname=").name(word(posix.group())).ascii(';');
        }
    }

    /** RFC 3659 7.2: a value holds no semicolon; and the first blank ends the facts. */
    private static String word(String value) {
        return value.indexOf(';') < 0 && value.indexOf(' ') < 0
                ? value
                : value.replace(';', '_').replace(' ', '_');
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.acl;

import io.fairlead.api.acl.Ace;
import io.fairlead.api.acl.Acl;
import io.fairlead.api.acl.FileAccess;
import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.acl.Sid;
import java.util.ArrayList;
import java.util.List;

/** What a new file has of its directory's descriptor, [MS-DTYP] 2.5.3.4. */
final class Inheritance {
    private static final int PASSED_ON = Ace.OBJECT_INHERIT | Ace.CONTAINER_INHERIT;

    private final SecurityDescriptor parent;
    private final boolean directory;
    private final Sid owner;
    private final Sid group;
    private final int mark;
    private final List<Ace> entries = new ArrayList<>();

    private Inheritance(SecurityDescriptor parent, boolean directory, Sid owner, Sid group) {
        this.parent = parent;
        this.directory = directory;
        this.owner = owner;
        this.group = group;
        this.mark = parent != null && parent.has(SecurityDescriptor.DACL_AUTO_INHERITED) ? Ace.INHERITED : 0;
    }

    /**
     * The descriptor of something new.
     *
     * @param parent of its directory; null if that has none
     * @param asked by who makes it; null if nothing
     * @return null if there is nothing to say: it is as open as its directory
     */
    static SecurityDescriptor of(SecurityDescriptor parent, SecurityDescriptor asked, Token maker, boolean directory) {
        if (parent == null && asked == null) {
            return null;
        }
        Sid owner = asked != null && asked.owner() != null ? asked.owner() : maker.user();
        Sid group = asked != null && asked.group() != null ? asked.group() : Sid.USERS;
        SecurityDescriptor made = new Inheritance(parent, directory, owner, group).made();
        if (asked == null) {
            return made;
        }
        int parts = asked.has(SecurityDescriptor.DACL_PRESENT) ? SecurityDescriptor.DACL : 0;
        parts |= asked.has(SecurityDescriptor.SACL_PRESENT) ? SecurityDescriptor.SACL : 0;
        boolean both = asked.has(SecurityDescriptor.DACL_AUTO_INHERIT_REQUIRED)
                && !asked.has(SecurityDescriptor.DACL_PROTECTED)
                && asked.has(SecurityDescriptor.DACL_PRESENT)
                && asked.dacl() != null
                && made.has(SecurityDescriptor.DACL_AUTO_INHERITED);
        SecurityDescriptor result = made.with(asked, parts);
        if (!both) {
            return result;
        }
        List<Ace> all = new ArrayList<>();
        result.dacl().entries().stream().filter(ace -> !ace.has(Ace.INHERITED)).forEach(all::add);
        made.dacl().entries().stream().filter(ace -> ace.has(Ace.INHERITED)).forEach(all::add);
        return new SecurityDescriptor(
                result.control() | SecurityDescriptor.DACL_AUTO_INHERITED, owner, group, result.sacl(), new Acl(all));
    }

    private SecurityDescriptor made() {
        if (parent == null) {
            return SecurityDescriptor.of(owner, group, open(directory));
        }
        if (parent.dacl() != null) {
            parent.dacl().entries().forEach(directory ? this::byDirectory : this::byFile);
        }
        if (entries.isEmpty()) { // what a Windows account gives what it makes
            entries.add(Ace.allow(owner, FileAccess.ALL, 0));
            entries.add(Ace.allow(Sid.SYSTEM, FileAccess.ALL, 0));
            return SecurityDescriptor.of(owner, group, new Acl(entries));
        }
        int inherited = mark == 0 ? 0 : SecurityDescriptor.DACL_AUTO_INHERITED;
        return new SecurityDescriptor(
                SecurityDescriptor.SELF_RELATIVE | SecurityDescriptor.DACL_PRESENT | inherited,
                owner,
                group,
                null,
                new Acl(entries));
    }

    /** As it is where nobody has set a descriptor: accounts and Export alone decide. */
    static Acl open(boolean directory) {
        return Acl.of(Ace.allow(Sid.EVERYONE, FileAccess.ALL, directory ? PASSED_ON : 0));
    }

    private void byFile(Ace ace) {
        if (ace.has(Ace.OBJECT_INHERIT)) {
            entries.add(ace.effective(owned(ace.sid()), mark));
        }
    }

    private void byDirectory(Ace ace) {
        int kept = ace.has(Ace.NO_PROPAGATE) ? 0 : ace.flags() & PASSED_ON;
        if (ace.has(Ace.CONTAINER_INHERIT)) {
            Sid counts = owned(ace.sid());
            boolean same = counts.equals(ace.sid()) && !FileAccess.isGeneric(ace.mask());
            if (same || kept == 0) {
                entries.add(ace.effective(counts, kept | mark));
            } else { // what counts here, and what goes on as it is
                entries.add(ace.effective(counts, mark));
                entries.add(ace.withFlags(kept | Ace.INHERIT_ONLY | mark));
            }
        } else if (ace.has(Ace.OBJECT_INHERIT) && kept != 0) {
            entries.add(ace.withFlags(kept | Ace.INHERIT_ONLY | mark));
        }
    }

    private Sid owned(Sid sid) {
        if (sid.equals(Sid.CREATOR_OWNER)) {
            return owner;
        }
        return sid.equals(Sid.CREATOR_GROUP) ? group : sid;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.Export;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a TREE_CONNECT finds by its name, [MS-SMB2] 3.3.1.6. Immutable.
 *
 * @param name as clients see it; case does not matter
 * @param comment for people
 * @param export what is served; empty while there is none. Two that are equal mean the same
 * @param rules what holds for whoever connects
 * @param caching what clients may keep for when they are offline
 */
public record Share(String name, String comment, Supplier<Optional<Export>> export, Rules rules, Caching caching) {
    /** The one that every server has, for named pipes. */
    public static final Share IPC = of("IPC$", Optional::empty).withComment("Remote IPC");

    /** Of files, for clients that are offline: [MS-SMB2] 2.2.10 ShareFlags. */
    public enum Caching {
        /** Those that the user picks. */
        MANUAL(0x00),
        /** Those that were opened. */
        AUTO(0x10),
        /** Those that were opened, programs too; they are then taken from there. */
        PROGRAMS(0x20),
        /** None. */
        NONE(0x30);

        private final int flags;

        Caching(int flags) {
            this.flags = flags;
        }

        /** As the wire has it. */
        public int flags() {
            return flags;
        }
    }

    /**
     * What holds for whoever connects.
     *
     * @param encrypt whether only encrypted requests are answered
     * @param readOnly whether nobody changes anything through this share, whatever rights they have
     * @param allow accounts, and groups as {@code @group}, that may connect; none: everybody who could log in
     * @param mostConnects TREE_CONNECTs at one time; 0 for any number
     * @param hideUnreadable whether a listing leaves out what its descriptor does not let the user read
     * @param followLinks whether the server follows symbolic links; else clients are told where they lead
     */
    public record Rules(
            boolean encrypt,
            boolean readOnly,
            Set<String> allow,
            int mostConnects,
            boolean hideUnreadable,
            boolean followLinks) {
        public static final Rules NONE = new Rules(false, false, Set.of(), 0);

        /** With whole listings, and links followed. */
        public Rules(boolean encrypt, boolean readOnly, Set<String> allow, int mostConnects) {
            this(encrypt, readOnly, allow, mostConnects, false, true);
        }

        public Rules withHideUnreadable(boolean hide) {
            return new Rules(encrypt, readOnly, allow, mostConnects, hide, followLinks);
        }

        public Rules withFollowLinks(boolean follow) {
            return new Rules(encrypt, readOnly, allow, mostConnects, hideUnreadable, follow);
        }

        public Rules {
            allow = Set.copyOf(allow);
        }
    }

    public Share {
        Objects.requireNonNull(export);
    }

    /** Without rules. */
    public static Share of(String name, Supplier<Optional<Export>> export) {
        return new Share(name, "", export, Rules.NONE, Caching.MANUAL);
    }

    public Share withComment(String changed) {
        return new Share(name, changed, export, rules, caching);
    }

    public Share withRules(Rules changed) {
        return new Share(name, comment, export, changed, caching);
    }

    public Share withCaching(Caching changed) {
        return new Share(name, comment, export, rules, changed);
    }

    public boolean isPipes() {
        return this == IPC;
    }

    /** Whether only encrypted requests are answered. */
    public boolean encrypt() {
        return rules.encrypt();
    }

    /** Whether this user may connect. */
    public boolean admits(Identity user) {
        return rules.allow().isEmpty() || Members.include(rules.allow(), user);
    }

    /** Who a user is here: with no more rights than the share gives, and none if he may not connect, or not any more. */
    public Identity visitor(Identity user) {
        boolean admitted = admits(user);
        if (admitted && !rules.readOnly()) {
            return user;
        }
        Set<Right> rights = admitted ? EnumSet.of(Right.LIST, Right.READ) : EnumSet.noneOf(Right.class);
        rights.retainAll(user.rights());
        return new Identity(user.name(), user.groups(), user.home(), rights, user.limits());
    }

    /** Whether those who are connected to the one notice no difference to the other. */
    boolean isSameFor(Share other) {
        return name.equals(other.name()) && export.equals(other.export()) && rules.equals(other.rules());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.acl.Ace;
import io.fairlead.api.acl.Acl;
import io.fairlead.api.acl.FileAccess;
import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.acl.Sid;
import io.fairlead.api.auth.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** [MS-DTYP] 2.5.3.4. */
class InheritanceTest {
    private static final int OI = Ace.OBJECT_INHERIT;
    private static final int CI = Ace.CONTAINER_INHERIT;
    private static final int NP = Ace.NO_PROPAGATE;
    private static final int IO = Ace.INHERIT_ONLY;
    private static final Token ALICE = Token.of(Identity.of("alice"));

    private static SecurityDescriptor parent(Ace... entries) {
        return SecurityDescriptor.of(Sid.SYSTEM, Sid.USERS, Acl.of(entries));
    }

    private static Acl child(SecurityDescriptor parent, boolean directory) {
        return Inheritance.of(parent, null, ALICE, directory).dacl();
    }

    /** Flags of an entry, of what a file and what a directory have of it; -1 for nothing. */
    @ParameterizedTest
    @CsvSource({"0,-1,-1", "1,0,9", "2,-1,2", "3,0,3", "4,-1,-1", "5,0,-1", "6,-1,0", "7,0,0", "9,0,9", "11,0,3"})
    void passesOnWhatItsFlagsSay(int flags, int ofFile, int ofDirectory) {
        SecurityDescriptor parent = parent(Ace.allow(Sid.EVERYONE, 0x1, flags));
        assertThat(flags(child(parent, false))).isEqualTo(ofFile);
        assertThat(flags(child(parent, true))).isEqualTo(ofDirectory);
    }

    private static int flags(Acl list) {
        Ace first = list.entries().get(0);
        return first.sid().equals(Sid.EVERYONE) ? first.flags() : -1;
    }

    @Test
    void theCreatorTakesThePlaceOfCreatorOwner() {
        SecurityDescriptor parent = parent(Ace.allow(Sid.CREATOR_OWNER, 0x10000000, OI | CI | IO));
        assertThat(child(parent, false).entries()).containsExactly(Ace.allow(ALICE.user(), FileAccess.ALL, 0));
        assertThat(child(parent, true).entries())
                .containsExactly(
                        Ace.allow(ALICE.user(), FileAccess.ALL, 0),
                        Ace.allow(Sid.CREATOR_OWNER, 0x10000000, OI | CI | IO));
        SecurityDescriptor once = parent(Ace.allow(Sid.CREATOR_GROUP, 0x1, CI | NP));
        assertThat(child(once, true).entries()).containsExactly(Ace.allow(Sid.USERS, 0x1, 0));
    }

    @Test
    void marksWhatIsInheritedWhereTheParentDoes() {
        SecurityDescriptor parent = new SecurityDescriptor(
                SecurityDescriptor.DACL_PRESENT | SecurityDescriptor.DACL_AUTO_INHERITED,
                null,
                null,
                null,
                Acl.of(Ace.allow(Sid.EVERYONE, 0x1, OI | CI)));
        SecurityDescriptor made = Inheritance.of(parent, null, ALICE, true);
        assertThat(made.has(SecurityDescriptor.DACL_AUTO_INHERITED)).isTrue();
        assertThat(made.dacl().entries()).containsExactly(Ace.allow(Sid.EVERYONE, 0x1, OI | CI | Ace.INHERITED));
        assertThat(made.owner()).isEqualTo(ALICE.user());
    }

    @Test
    void isItsMakersAloneWhereThereIsNothingToInherit() {
        assertThat(child(parent(Ace.allow(Sid.EVERYONE, 0x1, 0)), false).entries())
                .containsExactly(Ace.allow(ALICE.user(), FileAccess.ALL, 0), Ace.allow(Sid.SYSTEM, FileAccess.ALL, 0));
        assertThat(Inheritance.of(null, null, ALICE, false)).isNull();
    }

    @Test
    void whatIsAskedForTakesThePlaceOfIt() {
        SecurityDescriptor parent = parent(Ace.allow(Sid.EVERYONE, 0x1, OI));
        SecurityDescriptor asked = SecurityDescriptor.of(null, null, Acl.of(Ace.allow(Sid.NETWORK, 0x2, 0)));
        SecurityDescriptor made = Inheritance.of(parent, asked, ALICE, false);
        assertThat(made.dacl()).isEqualTo(asked.dacl());
        assertThat(made.owner()).isEqualTo(ALICE.user());
        SecurityDescriptor noList = new SecurityDescriptor(0, Sid.ofGroup("staff"), null, null, null);
        assertThat(Inheritance.of(parent, noList, ALICE, false).dacl().entries())
                .containsExactly(Ace.allow(Sid.EVERYONE, 0x1, 0));
        assertThat(Inheritance.of(null, noList, ALICE, false).owner()).isEqualTo(Sid.ofGroup("staff"));
    }
}

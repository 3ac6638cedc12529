// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.acl.Ace;
import io.fairlead.api.acl.Acl;
import io.fairlead.api.acl.FileAccess;
import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.acl.Sid;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.VPath;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** [MS-DTYP] 2.5.3.2. */
class AccessCheckTest {
    private static final int R = FileAccess.READ_DATA;
    private static final int W = FileAccess.WRITE_DATA;
    private static final int OWNERS = FileAccess.READ_CONTROL | FileAccess.WRITE_DAC;
    private static final Token ALICE = Token.of(Identity.of("alice"));
    private static final Token BOB = Token.of(member("bob", "staff"));
    private static final Token ADMIN = Token.of(member("carol", "Administrators"));
    private static final Sid OWNER = Sid.ofAccount("alice");

    private static Identity member(String name, String group) {
        return new Identity(name, Set.of(group), VPath.ROOT, EnumSet.allOf(Right.class), Identity.Limits.NONE);
    }

    private static int granted(Token token, Ace... entries) {
        return AccessCheck.granted(SecurityDescriptor.of(OWNER, Sid.USERS, Acl.of(entries)), token);
    }

    @Test
    void theFirstEntryThatSpeaksOfARightDecides() {
        Ace allow = Ace.allow(Sid.EVERYONE, R | W, 0);
        Ace deny = Ace.deny(Sid.ofGroup("staff"), W, 0);
        assertThat(granted(BOB, deny, allow)).isEqualTo(R);
        assertThat(granted(BOB, allow, deny)).isEqualTo(R | W);
        assertThat(granted(ALICE, deny, allow)).isEqualTo(R | W | OWNERS);
    }

    @Test
    void nobodyIsLetInByAnEmptyListAndEverybodyByNone() {
        assertThat(granted(BOB)).isZero();
        assertThat(granted(ALICE)).isEqualTo(OWNERS); // who can mend it
        assertThat(AccessCheck.granted(SecurityDescriptor.of(OWNER, null, null), BOB))
                .isEqualTo(FileAccess.ALL);
    }

    @Test
    void theOwnerHasWhatEntriesOfItsOwnSay() {
        Ace limit = Ace.allow(Sid.OWNER_RIGHTS, R, 0);
        assertThat(granted(ALICE, limit)).isEqualTo(R);
        assertThat(granted(BOB, limit)).isZero();
        assertThat(granted(ALICE, Ace.deny(Sid.OWNER_RIGHTS, W, 0), Ace.allow(OWNER, W | R, 0)))
                .isEqualTo(R);
    }

    @Test
    void whatIsForHeirsDoesNotCount() {
        assertThat(granted(BOB, Ace.allow(Sid.EVERYONE, R, Ace.INHERIT_ONLY | Ace.OBJECT_INHERIT)))
                .isZero();
        assertThat(granted(ALICE, Ace.allow(Sid.CREATOR_OWNER, R, 0))).isEqualTo(OWNERS);
    }

    @Test
    void aConditionLetsNobodyIn() {
        assertThat(granted(BOB, new Ace(Ace.ALLOWED_CALLBACK, 0, R, Sid.EVERYONE, "61727478")))
                .isZero();
        assertThat(granted(
                        BOB,
                        new Ace(Ace.DENIED_CALLBACK, 0, R, Sid.EVERYONE, "61727478"),
                        Ace.allow(Sid.EVERYONE, R, 0)))
                .isZero();
    }

    @Test
    void administratorsMayTakeOver() {
        assertThat(granted(ADMIN)).isEqualTo(FileAccess.WRITE_OWNER | FileAccess.SYSTEM_SECURITY);
        assertThat(ADMIN.mayGiveTo(OWNER)).isTrue();
        assertThat(BOB.mayGiveTo(OWNER)).isFalse();
        assertThat(BOB.mayGiveTo(Sid.ofGroup("STAFF"))).isTrue();
    }

    @Test
    void whoHasNotLoggedInIsNoUser() {
        Token anonymous = Token.of(Identity.ANONYMOUS);
        assertThat(granted(anonymous, Ace.allow(Sid.AUTHENTICATED_USERS, R, 0))).isZero();
        assertThat(granted(anonymous, Ace.allow(Sid.USERS, R, 0))).isZero();
        assertThat(granted(anonymous, Ace.allow(Sid.ANONYMOUS, R, 0))).isEqualTo(R);
        assertThat(granted(anonymous, Ace.allow(Sid.EVERYONE, R, 0))).isEqualTo(R);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class IdsTest {
    private static final int MANY = 1000;

    private static Set<Long> many(Ids ids, ToLongFunction<Ids> what) {
        Set<Long> given = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            given.add(what.applyAsLong(ids));
        }
        return given;
    }

    @Test
    void nothingOfAnotherIncarnationIsNamed() {
        for (ToLongFunction<Ids> what : Set.<ToLongFunction<Ids>>of(Ids::open, Ids::request, Ids::persistent)) {
            Set<Long> one = many(new Ids(), what);
            Set<Long> other = many(new Ids(), what);
            assertThat(one).hasSize(MANY).allMatch(id -> id != 0 && id != -1).doesNotContainAnyElementsOf(other);
        }
    }

    @Test
    void sessionsHave32Bits() {
        assertThat(many(new Ids(), Ids::session))
                .hasSizeGreaterThan(MANY - 5)
                .allMatch(id -> id > 0 && id < 0xffff_ffffL);
    }
}

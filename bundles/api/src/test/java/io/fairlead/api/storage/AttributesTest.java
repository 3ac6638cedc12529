// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Attributes.Posix;
import org.junit.jupiter.api.Test;

class AttributesTest {
    @Test
    void ownershipIsAValueWhoeverWorksItOut() {
        Posix late = new Posix() {
            @Override
            public int mode() {
                return 0640;
            }

            @Override
            public String owner() {
                return "me";
            }

            @Override
            public String group() {
                return "us";
            }
        };
        assertThat(late).isEqualTo(Posix.of(0640, "me", "us")).hasSameHashCodeAs(Posix.of(0640, "me", "us"));
        assertThat(Posix.of(0640, "me", "us")).isEqualTo(late).hasToString("Posix[mode=0640, owner=me, group=us]");
        assertThat(late).isNotEqualTo(Posix.of(0600, "me", "us")).isNotEqualTo(Posix.of(0640, "me", "others"));
    }
}

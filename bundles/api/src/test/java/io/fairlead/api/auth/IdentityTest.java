// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.storage.VPath;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityTest {
    @Test
    void keepsCopies() {
        Set<String> groups = new HashSet<>(Set.of("staff"));
        Set<Right> rights = EnumSet.of(Right.READ);
        Identity joe = new Identity("joe", groups, VPath.ROOT, rights, Identity.Limits.NONE);
        groups.add("admin");
        rights.add(Right.DELETE);
        assertThat(joe.groups()).containsExactly("staff");
        assertThat(joe.may(Right.READ)).isTrue();
        assertThat(joe.may(Right.DELETE)).isFalse();
    }

    @Test
    void hasAName() {
        assertThatThrownBy(() -> Identity.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void letsNobodyChangeAnythingUnnamed() {
        assertThat(Identity.ANONYMOUS.rights()).containsExactlyInAnyOrder(Right.LIST, Right.READ);
        assertThat(Identity.of("joe").rights()).containsExactlyInAnyOrder(Right.values());
    }

    @Test
    void printsNoSecret() {
        assertThat(new Credential.Password("joe", "s3cret".toCharArray()).toString())
                .isEqualTo("Password[joe]");
        assertThat(new Credential.NtlmResponse("joe", "DOM", new byte[8], new byte[24]).toString())
                .isEqualTo("NtlmResponse[DOM\\joe]");
        assertThat(new Credential.GssToken(new byte[9])).hasToString("GssToken[9 bytes]");
    }

    @Test
    void printsPeersShortly() {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2121);
        assertThat(new Peer("ftp", remote, true)).hasToString("ftp+tls 127.0.0.1:2121");
        assertThat(new Peer("ftp", remote, false)).hasToString("ftp 127.0.0.1:2121");
    }
}

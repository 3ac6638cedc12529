// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.client.ConnectOptions.Key;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectOptionsTest {
    @Test
    void givesTheFallbackUntilSet() {
        ConnectOptions options = ConnectOptions.NONE;
        assertThat(options.get(ConnectOptions.CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.get(ConnectOptions.USER)).isNull();
        ConnectOptions set = options.with(ConnectOptions.CONNECT_TIMEOUT, Duration.ofMillis(5));
        assertThat(set.get(ConnectOptions.CONNECT_TIMEOUT)).isEqualTo(Duration.ofMillis(5));
        assertThat(options.get(ConnectOptions.CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void unsetsByNull() {
        ConnectOptions set = ConnectOptions.NONE.with(ConnectOptions.USER, "joe");
        assertThat(set).isNotEqualTo(ConnectOptions.NONE);
        assertThat(set.with(ConnectOptions.USER, null)).isEqualTo(ConnectOptions.NONE);
    }

    @Test
    void findsAKeyByItsName() {
        Key<String> one = new Key<>("ftp.mode", String.class, "passive");
        Key<String> two = new Key<>("ftp.mode", String.class, "other");
        ConnectOptions options = ConnectOptions.NONE.with(one, "active");
        assertThat(options.get(two)).isEqualTo("active");
        assertThat(options.with(two, "passive").get(one)).isEqualTo("passive");
        assertThat(options).isEqualTo(ConnectOptions.NONE.with(two, "active"));
        assertThat(options).hasSameHashCodeAs(ConnectOptions.NONE.with(two, "active"));
    }

    @Test
    @SuppressWarnings("unchecked")
    void refusesAValueOfAnotherType() {
        Key<Object> disguised = (Key<Object>) (Key<?>) ConnectOptions.MAX_CONNECTIONS;
        assertThatThrownBy(() -> ConnectOptions.NONE.with(disguised, "eight")).isInstanceOf(ClassCastException.class);
    }

    @Test
    void masksThePassword() {
        ConnectOptions options =
                ConnectOptions.NONE.with(ConnectOptions.USER, "joe").with(ConnectOptions.PASSWORD, "s3cret");
        assertThat(options).hasToString("{password=***, user=joe}");
    }
}

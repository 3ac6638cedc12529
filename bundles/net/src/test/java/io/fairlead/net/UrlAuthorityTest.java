// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlAuthorityTest {
    @ParameterizedTest
    @CsvSource({
        "tftp://host/a,              ,        host,         -1",
        "tftp://my_host:69/a,        ,        my_host,      69",
        "smb://me:a%40b@my_host/s,   me:a%40b, my_host,     -1",
        "smb://d;me@host:445/s,      d;me,    host,         445",
        "ftp://[::1]:21/,            ,        ::1,          21",
        "ftp://[fe80::1%25eth0]/,    ,        fe80::1%eth0, -1",
        "ftp://[fe80::1%eth0]:21/,   ,        fe80::1%eth0, 21",
        "ftp://[fe80::1%2525]/,      ,        fe80::1%25,   -1",
        "ftp://[fe80::1%25]/,        ,        fe80::1%25,   -1",
        "ftp://[fe80::1%253]/,       ,        fe80::1%3,    -1"
    })
    void readsWhatUrlsName(String url, String userInfo, String host, int port) {
        assertThat(UrlAuthority.of(URI.create(url))).contains(new UrlAuthority(userInfo, host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp:/path", "ftp:opaque", "ftp:///path", "ftp://host:x/", "ftp://host:123456/", "ftp://@/"})
    void isEmptyWithoutAHost(String url) {
        assertThat(UrlAuthority.of(URI.create(url))).isEmpty();
    }

    @Test
    void takesTheZoneOffAnAddressOnly() {
        assertThat(UrlAuthority.withoutZone("fe80::1%eth0")).isEqualTo("fe80::1");
        assertThat(UrlAuthority.withoutZone("::1")).isEqualTo("::1");
        assertThat(UrlAuthority.withoutZone("host")).isEqualTo("host");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SitesTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("sites"), text);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    private Sites of(String text) throws IOException {
        return Sites.read(file(text));
    }

    @Test
    void aNameStandsForItsUrl() throws IOException {
        Sites sites = of("# mine\n[work]\nurl = ftps://me@host:2121/a/\n\n[other]\nurl=smb://host/share\n");
        assertThat(sites.begins("work:x")).isTrue();
        assertThat(sites.begins("works:x")).isFalse();
        assertThat(sites.expand("work:")).isEqualTo("ftps://me@host:2121/a/");
        assertThat(sites.expand("work:b/100%")).isEqualTo("ftps://me@host:2121/a/b/100%25");
        assertThat(sites.expand("other:/x")).isEqualTo("smb://host/share/x");
        assertThat(sites.expand("ftp://host/x")).isEqualTo("ftp://host/x");
    }

    @Test
    void settingsHoldForUrlsOnTheSameServer() throws IOException {
        Sites sites =
                of("[aa]\nurl = ftps://me@host/x\npassword = a # b\ntls-fingerprint = AB:CD\nftp.upload = rename\n");
        assertThat(sites.of("ftps://me@HOST/y?z")).hasValueSatisfying(site -> {
            assertThat(site.password()).isEqualTo("a # b");
            assertThat(site.fingerprint()).isEqualTo("AB:CD");
            assertThat(site.options()).containsEntry("ftp.upload", "rename").hasSize(1);
            assertThat(site.toString()).isEqualTo("aa");
        });
        assertThat(sites.of("ftps://host/")).isPresent();
        assertThat(sites.of("ftps://you@host/")).isEmpty();
        assertThat(sites.of("ftps://host:990/")).isEmpty();
        assertThat(sites.of("ftp://host/")).isEmpty();
        assertThat(sites.of("/local")).isEmpty();
    }

    @Test
    void whatIsWrongIsToldByItsPlaceAndWithoutSecrets() throws IOException {
        assertThatThrownBy(() -> of("[aa]\nurl = ftp://h/\npassword secret"))
                .hasMessageEndingWith(
                        "sites line 3: expected [name], of two letters or more, or key = value below one");
        assertThatThrownBy(() -> of("[aa]\npassword = secret"))
                .hasMessageContaining("[aa]: url is null")
                .hasMessageNotContaining("secret");
        Path open = file("[aa]\nurl = ftp://h/\npassword = secret");
        if (open.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
            assertThatThrownBy(() -> Sites.read(open)).hasMessageContaining("chmod 600");
        }
        assertThat(Sites.read(folder.resolve("none")).begins("aa:")).isFalse();
    }

    @Test
    void anAuthorityIsReadFromAnyUrl() {
        assertThat(Authority.of("ftp://[::1]:21/x")).contains(new Authority("ftp", null, false, "::1", "21"));
        assertThat(Authority.of("SMB://a%40b:p%3A@h")).contains(new Authority("smb", "a@b", true, "h", ""));
        assertThat(Authority.of("ftp://u@h/@x:y")).contains(new Authority("ftp", "u", false, "h", ""));
        assertThat(Authority.of("zip:ftp://h/x")).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.KerberosRealm;
import io.fairlead.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve --keytab}: the JDK's GSS-API is there inside the framework, and passwords work as before. */
class KerberosIT {
    private static final String HOST = "files.fairlead.test";

    @TempDir
    Path folder;

    @Test
    void letsInByTicketsAndByPasswords() throws Exception {
        Tools.require("smbclient", "curl");
        KerberosRealm.require();
        Path served = Files.createDirectory(folder.resolve("served"));
        Files.writeString(served.resolve("file"), "content");
        try (KerberosRealm realm = KerberosRealm.start(folder.resolve("realm"))) {
            realm.add("me", "secret");
            Path keytab = realm.keytab("service.keytab", "", "cifs/" + HOST);
            Path tickets = realm.tickets("me", "secret", Duration.ofHours(1));
            try (ServeProcess server =
                    ServeProcess.start(served, folder.resolve("home"), "--keytab", keytab.toString())) {
                Path down = folder.resolve("down");
                Tools.run(
                                "env",
                                "KRB5_CONFIG=" + realm.configuration(),
                                "KRB5CCNAME=FILE:" + tickets,
                                "smbclient",
                                "-s",
                                "/dev/null",
                                "-I",
                                "127.0.0.1",
                                "-p",
                                String.valueOf(server.smbPort()),
                                "--use-kerberos=required",
                                "//" + HOST + "/files",
                                "-c",
                                "get file " + down)
                        .succeeded();
                assertThat(down).hasContent("content");
                Tools.run(
                                "smbclient",
                                "-s",
                                "/dev/null",
                                "-p",
                                String.valueOf(server.smbPort()),
                                "-U",
                                ServeProcess.USER.replace(':', '%'),
                                "//127.0.0.1/files",
                                "-c",
                                "ls")
                        .succeeded();
                Tools.run("curl", "-sS", server.url("/file")).succeeded();
                assertThat(server.errors()).doesNotContain("WARN");
            }
        }
    }
}

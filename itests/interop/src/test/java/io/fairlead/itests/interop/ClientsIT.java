// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hierynomus.msdtyp.AccessMask;
import com.hierynomus.mssmb2.SMB2CreateDisposition;
import com.hierynomus.mssmb2.SMB2ShareAccess;
import com.hierynomus.smbj.SMBClient;
import com.hierynomus.smbj.auth.AuthenticationContext;
import com.hierynomus.smbj.connection.Connection;
import com.hierynomus.smbj.session.Session;
import com.hierynomus.smbj.share.DiskShare;
import io.fairlead.testing.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import jcifs.CIFSContext;
import jcifs.config.PropertyConfiguration;
import jcifs.context.BaseContext;
import jcifs.smb.NtlmPasswordAuthenticator;
import jcifs.smb.SmbFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files there and back, by the clients of others. */
@Timeout(300)
class ClientsIT {
    private static final int SMB_PORT = 445;
    private static final String OTHER_HOST = "127.0.44.5";
    private static final String GUESTS = "ACL:S-1-5-32-546";

    @TempDir
    static Path folder;

    private static Site site;

    @TempDir
    Path local;

    private byte[] content;
    private Path up;

    @BeforeAll
    static void serve() throws IOException {
        site = Site.start(folder);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @BeforeEach
    void make() throws IOException {
        content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        up = Files.write(local.resolve("up"), content);
    }

    private static Path served(String name) {
        return site.files().resolve(name);
    }

    @Test
    void rpcclientBrowses() {
        assertThat(site.samba("rpcclient", "127.0.0.1", "-c", "netshareenum; srvinfo; wkssvc_wkstagetinfo 100")
                        .out())
                .contains("netname: share", "netname: hideunread", "FAIRLEAD");
        assertThat(site.samba("smbclient", "-L", "127.0.0.1").succeeded().out()).contains("share", "IPC$");
    }

    /** It knows no other port than 445, which takes privileges. */
    @Test
    void smbcaclsShowsAndChangesAnAccessList() throws IOException {
        Tools.require("smbcacls");
        try (ServerSocket free = new ServerSocket(SMB_PORT, 1, InetAddress.getByName(OTHER_HOST))) {
            assertThat(free.isBound()).isTrue();
        } catch (IOException e) {
            assumeTrue("true".equals(System.getenv("CI")), "port 445 is not to be had: " + e.getMessage());
        }
        try (Site own = Site.start(Files.createDirectory(local.resolve("own")), SMB_PORT, OTHER_HOST)) {
            Files.write(own.files().resolve("acl.txt"), content);
            assertThat(smbcacls("--numeric").out()).contains("OWNER:").doesNotContain(GUESTS);
            smbcacls("-a", GUESTS + ":ALLOWED/0x0/READ");
            assertThat(smbcacls("--numeric").out()).contains(GUESTS);
            smbcacls("-D", GUESTS + ":ALLOWED/0x0/READ");
            assertThat(smbcacls("--numeric").out()).doesNotContain(GUESTS);
        }
    }

    private static Tools.Result smbcacls(String... options) {
        var line = new ArrayList<>(List.of("smbcacls", "-s", "/dev/null", "-U", Site.USER + "%" + Site.PASSWORD));
        line.addAll(List.of(options));
        line.addAll(List.of("//" + OTHER_HOST + "/" + Site.SHARE, "acl.txt"));
        return Tools.run(line.toArray(String[]::new)).succeeded();
    }

    @Test
    void rcloneCopiesChecksAndPurges() throws IOException {
        Tools.require("rclone");
        Path tree = Files.createDirectories(local.resolve("tree/sub"));
        Files.write(tree.resolve("b ü.bin"), content);
        Files.write(local.resolve("tree/a.bin"), content);
        rclone("copy", local.resolve("tree").toString(), remote("rclone"));
        assertThat(served("rclone/sub/b ü.bin")).hasBinaryContent(content);
        rclone("check", "--download", local.resolve("tree").toString(), remote("rclone"));
        rclone("copy", remote("rclone"), local.resolve("back").toString());
        assertThat(local.resolve("back/a.bin")).hasBinaryContent(content);
        rclone("purge", remote("rclone"));
        assertThat(served("rclone")).doesNotExist();
    }

    private static String remote(String path) {
        return ":smb:" + Site.SHARE + "/" + path;
    }

    private void rclone(String command, String... arguments) {
        String hidden =
                Tools.run("rclone", "obscure", Site.PASSWORD).succeeded().out().strip();
        var line = new ArrayList<>(List.of(
                "rclone",
                "--config",
                local.resolve("none").toString(),
                "--smb-host",
                "127.0.0.1",
                "--smb-port",
                String.valueOf(site.port()),
                "--smb-user",
                Site.USER,
                "--smb-pass",
                hidden,
                command));
        line.addAll(List.of(arguments));
        Tools.run(Site.LONG, local, line.toArray(String[]::new)).succeeded();
    }

    @Test
    void gvfsListsAndCopies() throws IOException {
        Tools.require("gio", "dbus-run-session");
        String url = "smb://" + Site.USER + "@127.0.0.1:" + site.port() + "/" + Site.SHARE;
        Files.write(served("gio.bin"), content);
        Path script = Files.writeString(
                local.resolve("gio.sh"),
                """
                set -e
                printf 'WORKGROUP\\n%s\\n' '{password}' | gio mount '{url}' >&2
                gio list '{url}'
                gio copy '{url}/gio.bin' '{local}/gio-down'
                gio copy '{local}/up' '{url}/gio-up.bin'
                """
                        .replace("{password}", Site.PASSWORD)
                        .replace("{url}", url)
                        .replace("{local}", local.toString()));
        Tools.Result result = Tools.run(Site.LONG, local, "dbus-run-session", "bash", script.toString());
        assertThat(result.succeeded().out()).contains("gio.bin");
        assertThat(local.resolve("gio-down")).hasBinaryContent(content);
        assertThat(served("gio-up.bin")).hasBinaryContent(content);
    }

    @Test
    void impacketPutsAndGets() throws IOException {
        Tools.require("python3");
        Tools.Result there = Tools.run("/usr/bin/python3", "-c", "import impacket");
        assumeTrue(there.exitCode() == 0 || "true".equals(System.getenv("CI")), "python3-impacket is not installed");
        Path script = Files.writeString(
                local.resolve("roundtrip.py"),
                """
                import io, sys
                from impacket.smbconnection import SMBConnection
                port, user, password, up = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
                c = SMBConnection('127.0.0.1', '127.0.0.1', sess_port=port)
                c.login(user, password)
                assert 'share' in [s['shi1_netname'][:-1] for s in c.listShares()]
                c.createDirectory('share', 'impacket')
                with open(up, 'rb') as f:
                    c.putFile('share', 'impacket\\\\a.bin', f.read)
                got = io.BytesIO()
                c.getFile('share', 'impacket\\\\a.bin', got.write)
                assert got.getvalue() == open(up, 'rb').read()
                assert 'a.bin' in [f.get_longname() for f in c.listPath('share', 'impacket\\\\*')]
                c.rename('share', 'impacket\\\\a.bin', 'impacket\\\\b.bin')
                c.deleteFile('share', 'impacket\\\\b.bin')
                c.deleteDirectory('share', 'impacket')
                c.logoff()
                """);
        Tools.run(
                        Site.LONG,
                        local,
                        "/usr/bin/python3",
                        script.toString(),
                        String.valueOf(site.port()),
                        Site.USER,
                        Site.PASSWORD,
                        up.toString())
                .succeeded();
        assertThat(served("impacket")).doesNotExist();
    }

    @Test
    void smbjPutsListsAndGets() throws IOException {
        try (SMBClient client = new SMBClient();
                Connection connection = client.connect("127.0.0.1", site.port())) {
            Session session =
                    connection.authenticate(new AuthenticationContext(Site.USER, Site.PASSWORD.toCharArray(), ""));
            try (DiskShare share = (DiskShare) session.connectShare(Site.SHARE)) {
                share.mkdir("smbj");
                try (var file = share.openFile(
                                "smbj\\a ü.bin",
                                EnumSet.of(AccessMask.GENERIC_WRITE),
                                null,
                                SMB2ShareAccess.ALL,
                                SMB2CreateDisposition.FILE_OVERWRITE_IF,
                                null);
                        OutputStream out = file.getOutputStream()) {
                    out.write(content);
                }
                assertThat(served("smbj/a ü.bin")).hasBinaryContent(content);
                assertThat(share.list("smbj")).extracting("fileName").contains("a ü.bin");
                try (var file = share.openFile(
                                "smbj\\a ü.bin",
                                EnumSet.of(AccessMask.GENERIC_READ),
                                null,
                                SMB2ShareAccess.ALL,
                                SMB2CreateDisposition.FILE_OPEN,
                                null);
                        InputStream in = file.getInputStream()) {
                    assertThat(in.readAllBytes()).isEqualTo(content);
                }
                share.rmdir("smbj", true);
            }
        }
        assertThat(served("smbj")).doesNotExist();
    }

    @Test
    void jcifsPutsListsAndGets() throws Exception {
        Properties settings = new Properties();
        settings.setProperty("jcifs.smb.client.minVersion", "SMB202");
        settings.setProperty("jcifs.smb.client.maxVersion", "SMB311");
        CIFSContext context = new BaseContext(new PropertyConfiguration(settings))
                .withCredentials(new NtlmPasswordAuthenticator("", Site.USER, Site.PASSWORD));
        String root = "smb://127.0.0.1:" + site.port() + "/" + Site.SHARE + "/jcifs/";
        try (SmbFile directory = new SmbFile(root, context);
                SmbFile file = new SmbFile(root + "a.bin", context)) {
            directory.mkdir();
            try (OutputStream out = file.getOutputStream()) {
                out.write(content);
            }
            assertThat(served("jcifs/a.bin")).hasBinaryContent(content);
            assertThat(Set.of(directory.list())).contains("a.bin");
            try (InputStream in = file.getInputStream()) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
            directory.delete();
        }
        assertThat(served("jcifs")).doesNotExist();
        context.close();
    }
}

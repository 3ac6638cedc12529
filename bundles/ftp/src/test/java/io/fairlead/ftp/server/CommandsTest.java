// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command of the table, in order and out of it. */
class CommandsTest {
    private static ServerFixture fixture;

    @BeforeAll
    static void start() throws IOException {
        fixture = ServerFixture.start();
        fixture.write("/a.txt", "hello".getBytes(UTF_8));
        fixture.makeDirectory("/dir");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "ACCT x>202",
                "REIN>220",
                "PWD>257 \"/\"",
                "XPWD>257 \"/\"",
                "CWD dir>250",
                "XCWD /dir>250",
                "CWD nope>550",
                "CWD a.txt>550",
                "CWD>501",
                "CWD ~>250 Now in \"/\"",
                "CWD ~/dir>250 Now in \"/dir\"",
                "CWD ~/../dir/.>250 Now in \"/dir\"",
                "CWD ~other>550",
                "SIZE ~/a.txt>213 5",
                "MKD ~>550",
                "CDUP>250",
                "XCUP>250",
                "PWD x>501",
                "TYPE A>200",
                "TYPE A N>200",
                "type i>200",
                "TYPE L 8>200",
                "TYPE  I >200",
                "TYPE L  8>200",
                "STRU  F>200",
                "MODE  S>200",
                "PBSZ  0>503",
                "HELP  retr>214",
                "REST  5>350",
                "TYPE E>504",
                "TYPE>501",
                "STRU F>200",
                "STRU R>504",
                "MODE S>200",
                "MODE B>504",
                "ALLO 5>202",
                "REST 5>350",
                "REST -1>501",
                "REST x>501",
                "REST 18446744073709551616>501",
                "REST 9223372036854775808>501",
                "SYST>215 UNIX",
                "NOOP>200",
                "NOOP x>200",
                "HELP>214",
                "HELP retr>214",
                "HELP nope>502",
                "SITE HELP>214",
                "SITE NOPE>504",
                "SITE>501",
                "SITE  HELP>214",
                "SITE  CHMOD  644 a.txt>504 Not supported by this storage",
                "SITE CHMOD x a.txt>501",
                "SITE CHMOD 644 >501",
                "SITE CHMOD 64444 a.txt>501",
                "STAT>211",
                "STAT a.txt>213",
                "STAT dir>212",
                "STAT nope>550",
                "FEAT>211",
                "OPTS UTF8 ON>200",
                "OPTS  UTF8   ON>200",
                "OPTS UTF8 OFF>504",
                "OPTS NOPE>501",
                "OPTS MLST size;type;nope;>200 MLST OPTS Type;Size;",
                "CLNT me>200",
                "SIZE a.txt>213 5",
                "SIZE dir>550",
                "SIZE nope>550",
                "MDTM a.txt>213",
                "MDTM nope>550",
                "MLST a.txt>250",
                "MLST>250",
                "MLST nope>550",
                "MFMT 20200102030405 a.txt>213 Modify=20200102030405; /a.txt",
                "MFMT  20200102030405 a.txt>213 Modify=20200102030405; /a.txt",
                "MFMT 2020 a.txt>501",
                "MFMT 20200102030405>501",
                "RNFR nope>550",
                "RNFR a.txt>350",
                "RNTO b>503",
                "DELE nope>550",
                "DELE dir>550",
                "RMD a.txt>550",
                "RMD nope>550",
                "MKD dir>550",
                "MKD nope/x>550",
                "RETR a.txt>425",
                "RETR>501",
                "LIST>425",
                "STOR x>425",
                "APPE x>425",
                "STOU>425",
                "NLST>425",
                "MLSD>425",
                "MLSD a.txt>425",
                "MLSD nope>425",
                "ABOR>226",
                "PASV>227",
                "EPSV>229",
                "EPSV 1>229",
                "EPSV 2>522",
                "EPSV 3>522",
                "EPSV ALL>200",
                "PORT  127,0,0,1,200,1>200",
                "EPRT  |1|127.0.0.1|51201|>200",
                "PORT 1,2,3>501",
                "EPRT x>501",
                "EPRT |3|a|1|>522",
                "PBSZ 0>503",
                "PROT P>503",
                "AUTH KERBEROS>504",
                "SMNT x>502",
                "LANG en>502",
                "CCC>502",
                "XYZZY>500",
                "USER other>331",
                "PASS x>503",
                "QUIT>221"
            })
    void answers(String line, String reply) throws IOException {
        try (RawClient client = fixture.login()) {
            assertThat(client.command(line, Integer.parseInt(reply.substring(0, 3))))
                    .startsWith(reply);
        }
    }

    @Test
    void everyRowHasAnAnswer() throws IOException {
        for (Command command : Commands.all()) {
            try (RawClient client = fixture.connect()) {
                client.expect(220);
                String argument = command.argument() == Command.Argument.REQUIRED ? " x" : "";
                client.send(command.verb() + argument + "\r\n");
                String reply = client.reply();
                assertThat(reply).as(command.verb()).matches("(?s)[2345]\\d\\d[ -].*");
                if (command.needsLogin()) {
                    assertThat(reply).as(command.verb()).startsWith("530");
                }
            }
        }
    }

    @Test
    void argumentsAreCheckedBeforeLogin() throws IOException {
        try (RawClient client = fixture.connect()) {
            client.expect(220);
            client.command("CWD", 501);
            client.command("CWD /", 530);
            client.command("STAT /", 530);
            client.command("XYZZY", 500);
        }
    }

    @Test
    void whoMayOnlyLookCanOnlyLook() throws IOException {
        try (RawClient client = fixture.connect().login("guest", ServerFixture.PASSWORD)) {
            for (String line : new String[] {
                "STOR x",
                "APPE a.txt",
                "STOU",
                "DELE a.txt",
                "MKD x",
                "RMD dir",
                "RNFR a.txt",
                "RNTO x",
                "MFMT 20200102030405 a.txt",
                "SITE CHMOD 644 a.txt"
            }) {
                client.command(line, 550);
            }
            assertThat(client.text("RETR a.txt")).isEqualTo("hello");
            assertThat(client.command("MLST a.txt", 250)).contains("perm=r;");
        }
    }

    @Test
    void logsInOnlyWithTheRightPassword() throws IOException {
        try (RawClient client = fixture.connect()) {
            client.expect(220);
            client.command("PASS x", 503);
            client.command("USER me", 331);
            client.command("PASS wrong", 530);
            client.command("USER nobody", 331);
            client.command("PASS wrong", 530);
            client.command("USER me", 331);
            client.command("PASS wrong", 421);
            assertThat(client.reply()).isNull();
        }
        assertThat(fixture.server.statistics().failedLogins()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void anonymousIsRefusedUnlessConfigured() throws IOException {
        try (RawClient client = fixture.connect()) {
            client.expect(220);
            client.command("USER anonymous", 331);
            client.command("PASS me@here", 530);
        }
        try (ServerFixture open = ServerFixture.start(settings -> settings.withSecurity(new FtpSettings.Security(
                        FtpSettings.TlsMode.OFF, FtpSettings.TlsSessionReuse.OFF, false, true)));
                RawClient client = open.connect().login("anonymous", "me@here")) {
            client.command("MKD x", 550);
            client.command("AUTH TLS", 502);
            assertThat(client.command("FEAT", 211)).doesNotContain("TLS", "PROT");
        }
    }

    @Test
    void directoriesAreMadeEnteredAndRemoved() throws IOException {
        try (RawClient client = fixture.login()) {
            assertThat(client.command("MKD say \"hi\"", 257)).isEqualTo("257 \"/say \"\"hi\"\"\" created");
            client.command("CWD say \"hi\"", 250);
            client.command("XMKD sub", 257);
            client.command("CWD sub/../sub", 250);
            assertThat(client.command("PWD", 257)).contains("\"/say \"\"hi\"\"/sub\"");
            client.command("CDUP", 250);
            client.command("RMD /say \"hi\"", 550);
            client.command("RMD sub", 250);
            client.command("CWD ../../../..", 250);
            client.command("XRMD say \"hi\"", 250);
            client.command("CWD say \"hi\"", 550);
        }
    }

    @Test
    void filesAreRenamedAndDeleted() throws IOException {
        fixture.write("/from", "1".getBytes(UTF_8));
        fixture.write("/onto", "2".getBytes(UTF_8));
        try (RawClient client = fixture.login()) {
            client.command("RNFR from", 350);
            client.command("CWD /", 250);
            client.command("RNTO onto", 503);
            client.command("RNFR from", 350);
            client.command("DELE nope", 550);
            client.command("RNTO onto", 503);
            client.command("RNFR from", 350);
            client.command("RNTO nope/nope", 550);
            client.command("RNTO onto", 503);
            client.command("RNFR from", 350);
            client.command("NOOP", 200);
            client.command("STAT", 211);
            client.command("SIZE onto", 213);
            client.command("RNTO onto", 250);
            assertThat(fixture.read("/onto")).isEqualTo("1".getBytes(UTF_8));
            assertThat(fixture.read("/from")).isNull();
            client.command("DELE onto", 250);
            assertThat(fixture.read("/onto")).isNull();
        }
    }

    @Test
    void whatIsNamedLikeTheHomeComesFirst() throws IOException {
        try (ServerFixture own = ServerFixture.start();
                RawClient client = own.login()) {
            client.command("MKD dir", 257);
            client.command("CWD dir", 250);
            client.command("MKD ./~", 257);
            client.store("STOR ~/f", new byte[1]);
            assertThat(own.names("/dir/~")).containsExactly("f");
            client.command("CWD ~", 250);
            client.command("CWD ~/dir", 250);
            client.command("CWD ..", 250);
        }
    }

    @Test
    void timesAreSetAndShown() throws IOException {
        fixture.write("/timed", new byte[7]);
        try (RawClient client = fixture.login()) {
            client.command("MFMT 19991231235959 timed", 213);
            assertThat(client.command("MDTM timed", 213)).isEqualTo("213 19991231235959");
            assertThat(client.command("MLST timed", 250))
                    .contains("type=file;size=7;modify=19991231235959;perm=adfrw;unique=", "; /timed\n250 End");
            client.command("TYPE A", 200);
            client.command("SIZE timed", 550);
        }
    }

    @Test
    void featuresAreThoseThatAreOn() throws IOException {
        try (RawClient client = fixture.login()) {
            assertThat(client.command("FEAT", 211).split("\n"))
                    .contains(
                            " AUTH TLS",
                            " EPRT",
                            " EPSV",
                            " MDTM",
                            " MFMT",
                            " PBSZ",
                            " PROT",
                            " REST STREAM",
                            " SIZE",
                            " UTF8",
                            " MLST Type*;Size*;Modify*;Create;Perm*;Unique*;UNIX.mode*;UNIX.ownername;UNIX.groupname;");
            client.command("OPTS MLST type;", 200);
            assertThat(client.command("FEAT", 211)).contains("MLST Type*;Size;Modify;");
            assertThat(client.text("MLSD dir")).isEmpty();
            assertThat(client.text("MLSD")).contains("type=file; a.txt\r\n", "type=dir; dir\r\n");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ftp.protocol.TextCodec;
import java.io.IOException;
import java.nio.charset.Charset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients whose names are not UTF-8. */
class FallbackCharsetTest {
    private ServerFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = start(ISO_8859_1);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static ServerFixture start(Charset fallback) throws IOException {
        return ServerFixture.start(
                settings -> settings.withLeniency(new FtpSettings.Leniency(false, TextCodec.withFallback(fallback))));
    }

    @Test
    void namesAreStoredAsUnicodeAndAnsweredInKind() throws IOException {
        try (RawClient client = fixture.login().speaking(ISO_8859_1)) {
            assertThat(client.command("MKD für", 257)).isEqualTo("257 \"/für\" created");
            client.store("STOR für/ä", new byte[] {7});
            assertThat(fixture.read("/für/ä")).containsExactly(7);
            client.command("CWD für", 250);
            assertThat(client.command("PWD", 257)).contains("\"/für\"");
            assertThat(client.text("NLST")).isEqualTo("ä\r\n");
            assertThat(client.text("LIST")).endsWith(" ä\r\n");
            assertThat(client.text("MLSD")).endsWith("; ä\r\n");
            assertThat(client.command("MLST ä", 250)).contains("; /für/ä\n");
            assertThat(client.command("STAT .", 212)).contains(" ä\n");
            assertThat(client.receive("RETR ä")).containsExactly(7);
            client.command("RNFR ä", 350);
            client.command("RNTO ö", 250);
            assertThat(fixture.names("/für")).containsExactly("ö");
        }
    }

    @Test
    void whoSendsUtf8GetsUtf8() throws IOException {
        fixture.write("/ä", new byte[1]);
        try (RawClient client = fixture.login()) {
            assertThat(client.text("NLST")).isEqualTo("ä\r\n");
            client.command("SIZE ä", 213);
            assertThat(client.text("NLST")).isEqualTo("ä\r\n");
            client.speaking(ISO_8859_1).command("SIZE ä", 213);
            assertThat(client.text("NLST")).isEqualTo("ä\r\n");
            client.speaking(UTF_8).command("SIZE ä", 213);
            assertThat(client.text("NLST")).isEqualTo("ä\r\n");
        }
    }

    @Test
    void namesThatWouldNotComeBackGoAsUtf8() throws IOException {
        for (String name : new String[] {"日本", "Ã¤", "ä"}) {
            fixture.write("/" + name, name.getBytes(UTF_8));
        }
        try (RawClient client = fixture.login().speaking(ISO_8859_1)) {
            client.command("SIZE ä", 213);
            String[] listed = client.text("NLST").split("\r\n", -1);
            assertThat(listed).hasSize(4).contains("ä");
            for (int i = 0; i < 3; i++) {
                String content = new String(client.receive("RETR " + listed[i]), UTF_8);
                assertThat(content).isIn("日本", "Ã¤", "ä");
            }
        }
    }

    @Test
    void optsUtf8SettlesIt() throws IOException {
        fixture.write("/ä", new byte[1]);
        try (RawClient client = fixture.login()) {
            client.command("OPTS UTF8 NOPE", 504);
            client.command("OPTS UTF8 ON", 200);
            client.speaking(ISO_8859_1).command("SIZE ä", 213);
            assertThat(client.speaking(UTF_8).text("NLST")).isEqualTo("ä\r\n");
            client.command("OPTS UTF8 OFF", 200);
            client.command("SIZE ä", 213);
            assertThat(client.speaking(ISO_8859_1).text("NLST")).isEqualTo("ä\r\n");
        }
    }

    /** RFC 854: 255 starts a Telnet command, two are one. */
    @Test
    void aByteOf255IsDoubledOnTheControlConnection() throws IOException {
        try (RawClient client = fixture.login().speaking(ISO_8859_1)) {
            assertThat(client.command("MKD xÿÿ", 257)).isEqualTo("257 \"/xÿÿ\" created");
            assertThat(fixture.names("/")).containsExactly("xÿ");
            assertThat(client.text("NLST")).isEqualTo("xÿ\r\n");
        }
    }

    @Test
    void shiftJis() throws IOException {
        Charset japanese = Charset.forName("Shift_JIS");
        try (ServerFixture own = start(japanese);
                RawClient client = own.login().speaking(japanese)) {
            client.store("STOR 表示ソ.txt", new byte[1]); // their second bytes are backslashes
            assertThat(own.names("/")).containsExactly("表示ソ.txt");
            assertThat(client.text("NLST")).isEqualTo("表示ソ.txt\r\n");
        }
    }

    @Test
    void withoutAFallbackOnlyUtf8IsTaken() throws IOException {
        try (ServerFixture strict = ServerFixture.start();
                RawClient client = strict.login().speaking(ISO_8859_1)) {
            client.command("MKD ä", 501);
            client.command("OPTS UTF8 OFF", 504);
            client.speaking(UTF_8).command("MKD ä", 257);
        }
    }
}

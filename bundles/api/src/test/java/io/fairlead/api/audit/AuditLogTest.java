// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.audit.AuditEvent.Action;
import io.fairlead.api.audit.AuditEvent.Outcome;
import io.fairlead.api.audit.AuditEvent.Source;
import io.fairlead.api.auth.Peer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditLogTest {
    private static final Source ME =
            new Source("default", "17", new Peer("ftp", new InetSocketAddress("10.0.0.1", 4711), true), "me");
    private static final AuditEvent UPLOAD = new AuditEvent(
            Instant.parse("2026-01-02T03:04:05.006Z"),
            ME,
            Action.UPLOAD,
            Outcome.DONE,
            "/a b",
            "",
            12,
            Duration.ofMillis(3),
            "");

    @Test
    void aLineOfText() {
        assertThat(AuditLine.text(UPLOAD))
                .isEqualTo("upload done protocol=ftp tls=true peer=10.0.0.1 port=4711 session=17"
                        + " server=\"default\" user=\"me\" path=\"/a b\" bytes=12 millis=3");
    }

    @Test
    void aLineOfJson() {
        assertThat(AuditLine.json(UPLOAD))
                .isEqualTo("{\"time\":\"2026-01-02T03:04:05.006Z\",\"action\":\"upload\",\"outcome\":\"done\","
                        + "\"protocol\":\"ftp\",\"tls\":true,\"peer\":\"10.0.0.1\",\"port\":4711,\"session\":\"17\","
                        + "\"server\":\"default\",\"user\":\"me\",\"path\":\"/a b\",\"bytes\":12,\"millis\":3}");
    }

    @Test
    void whatAPeerWroteStaysWithinItsQuotes() {
        AuditEvent forged =
                UPLOAD.withPath("/x\" user=\"root\\\n\u001b[31m\u202e\ud800").withBytes(-1);

        assertThat(AuditLine.text(forged)).contains("path=\"/x\\\" user=\\\"root\\\\??[31m??\" millis");
        assertThat(AuditLine.json(forged))
                .contains("\"path\":\"/x\\\" user=\\\"root\\\\\\u000a\\u001b[31m\\u202e\\ud800\",\"millis\"");
    }

    @Test
    void aSinkThatFailsHindersNobody() {
        List<AuditEvent> kept = new ArrayList<>();
        AuditSink broken = event -> {
            throw new IllegalStateException("on purpose");
        };
        new AuditLog(() -> List.of(broken, kept::add)).record(UPLOAD);

        assertThat(kept).containsExactly(UPLOAD);
    }
}

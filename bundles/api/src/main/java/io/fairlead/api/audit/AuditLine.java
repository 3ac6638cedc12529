// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.audit;

import io.fairlead.api.audit.AuditEvent.Source;
import io.fairlead.api.text.Masked;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An event in one line: for people and filters, or as JSON (RFC 8259). What a peer wrote stays within its quotes. */
final class AuditLine {
    private static final int USUAL_LENGTH = 256;
    private static final String HEX = "0123456789abcdef";

    private AuditLine() {}

    /** Action and outcome, then {@code key=value}, texts in quotes; the line's time is that of the log. */
    static String text(AuditEvent event) {
        StringBuilder out = new StringBuilder(USUAL_LENGTH);
        Source source = event.source();
        InetSocketAddress remote = source.peer().remote();
        out.append(event.action().text()).append(' ').append(event.outcome().text());
        out.append(" protocol=").append(source.peer().protocol());
        out.append(source.peer().encrypted() ? " tls=true" : "");
        out.append(" peer=").append(address(remote)).append(" port=").append(remote.getPort());
        out.append(source.session().isEmpty() ? "" : " session=" + Masked.of(source.session()));
        quoted(out, "server", source.server());
        quoted(out, "user", source.user());
        quoted(out, "path", event.path());
        quoted(out, "target", event.target());
        out.append(event.bytes() < 0 ? "" : " bytes=" + event.bytes());
        out.append(" millis=").append(event.took().toMillis());
        quoted(out, "detail", event.detail());
        return out.toString();
    }

    static String json(AuditEvent event) {
        StringBuilder out = new StringBuilder(USUAL_LENGTH);
        Source source = event.source();
        InetSocketAddress remote = source.peer().remote();
        string(out.append('{'), "time", event.time().toString());
        string(out.append(','), "action", event.action().text());
        string(out.append(','), "outcome", event.outcome().text());
        string(out.append(','), "protocol", source.peer().protocol());
        out.append(",\"tls\":").append(source.peer().encrypted());
        string(out.append(','), "peer", address(remote));
        out.append(",\"port\":").append(remote.getPort());
        present(out, "session", source.session());
        present(out, "server", source.server());
        present(out, "user", source.user());
        present(out, "path", event.path());
        present(out, "target", event.target());
        out.append(event.bytes() < 0 ? "" : ",\"bytes\":" + event.bytes());
        out.append(",\"millis\":").append(event.took().toMillis());
        present(out, "detail", event.detail());
        return out.append('}').toString();
    }

    private static String address(InetSocketAddress remote) {
        InetAddress address = remote.getAddress();
        return Masked.of(address == null ? remote.getHostString() : address.getHostAddress());
    }

    private static void quoted(StringBuilder out, String key, String value) {
        if (!value.isEmpty()) {
            String shown = Masked.of(value).replace("\\", "\\\\").replace("\"", "\\\"");
            out.append(' ').append(key).append("=\"").append(shown).append('"');
        }
    }

    private static void present(StringBuilder out, String key, String value) {
        if (!value.isEmpty()) {
            string(out.append(','), key, value);
        }
    }

    /** RFC 8259 7. Besides what must be, all is escaped that a terminal or another parser could stumble over. */
    private static void string(StringBuilder out, String key, String value) {
        out.append('"').append(key).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Masked.isUnsafe(value, i)) {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(HEX.charAt(c >> shift & 0xf));
                }
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}

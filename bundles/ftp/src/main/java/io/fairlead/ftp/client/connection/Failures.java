// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.api.storage.Reason;
import io.fairlead.ftp.protocol.Reply;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What refusals mean, RFC 959 4.2. Code 550 stands for almost anything, so that those who get it look at the path before
 * they call it {@link Reason#ACCESS_DENIED}.
 */
public final class Failures {
    private static final Pattern DENIED =
            Pattern.compile("permission|denied|not allowed|not permitted|forbidden|privilege|access is");
    private static final Pattern READ_ONLY = Pattern.compile("read[- ]only");
    private static final Pattern FULL = Pattern.compile("no space|disk full|not enough space|insufficient");
    private static final Pattern NOT_EMPTY = Pattern.compile("not empty|notempty|non-empty");

    private Failures() {}

    /** The reason, by the code and nothing else but what servers commonly say with it. */
    public static Reason reason(Reply reply) {
        String text = reply.text().toLowerCase(Locale.ROOT);
        return switch (reply.code()) {
            case 421 -> Reason.UNAVAILABLE;
            case 450 -> Reason.IN_USE;
            case 452 -> Reason.NO_SPACE;
            case 500, 502, 504 -> Reason.NOT_SUPPORTED;
            case 501 -> Reason.NAME_INVALID;
            case 530, 532, 533, 534, 536 -> Reason.ACCESS_DENIED;
            case 552 -> FULL.matcher(text).find() ? Reason.NO_SPACE : Reason.QUOTA;
            case 550, 551, 553 -> refused(reply.code(), text);
            default -> Reason.IO;
        };
    }

    /** Whether the server itself says why, so that nothing more need be asked. */
    public static boolean isPlain(Reply reply) {
        String text = reply.text().toLowerCase(Locale.ROOT);
        return reply.code() != 550 && reply.code() != 551 && reply.code() != 553 && reply.code() != 501
                || isNameRefused(reply.code(), text)
                || DENIED.matcher(text).find()
                || READ_ONLY.matcher(text).find()
                || FULL.matcher(text).find();
    }

    private static Reason refused(int code, String text) {
        if (READ_ONLY.matcher(text).find()) {
            return Reason.READ_ONLY;
        }
        if (NOT_EMPTY.matcher(text).find()) {
            return Reason.NOT_EMPTY;
        }
        if (FULL.matcher(text).find()) {
            return Reason.NO_SPACE;
        }
        return isNameRefused(code, text) ? Reason.NAME_INVALID : Reason.ACCESS_DENIED;
    }

    /** Interop: RFC 959 has 553 for names; vsftpd and Pure-FTPd use it for permissions, too, and say so. */
    private static boolean isNameRefused(int code, String text) {
        return code == 553 && text.contains("name") && !text.contains("permission") && !text.contains("denied");
    }
}

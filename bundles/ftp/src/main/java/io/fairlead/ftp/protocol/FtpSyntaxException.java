// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import java.io.IOException;
import java.io.Serial;

/** A peer's text that is no FTP. The message is for logs and holds no argument that may be secret. */
public final class FtpSyntaxException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final ReplyCode code;

    /** Something that a server answers with {@link ReplyCode#BAD_ARGUMENT}. */
    public FtpSyntaxException(String detail) {
        this(ReplyCode.BAD_ARGUMENT, detail);
    }

    /** Something that a server answers with {@code code}. */
    public FtpSyntaxException(ReplyCode code, String detail) {
        super(detail);
        this.code = code;
    }

    /** What a server answers. */
    public ReplyCode code() {
        return code;
    }
}

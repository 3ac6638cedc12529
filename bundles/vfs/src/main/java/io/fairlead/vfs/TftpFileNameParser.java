// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.provider.GenericFileName;
import org.apache.commons.vfs2.provider.VfsComponentContext;

/** Names of the form {@code tftp://host:port/path;mode=netascii}, RFC 3617 3. Thread-safe. */
final class TftpFileNameParser extends ConnectorFileNameParser {
    private static final Pattern MODE =
            Pattern.compile("(.*);mode=([^/;]*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern KNOWN = Pattern.compile("octet|netascii", Pattern.CASE_INSENSITIVE);

    TftpFileNameParser(int defaultPort) {
        super(defaultPort);
    }

    @Override
    public FileName parseUri(VfsComponentContext context, FileName base, String uri) throws FileSystemException {
        Matcher mode = MODE.matcher(uri);
        boolean named = mode.matches();
        if (named && !KNOWN.matcher(mode.group(2)).matches()) {
            throw new ConnectorFileException("mode=" + mode.group(2) + " is neither octet nor netascii", null);
        }
        var name = (GenericFileName) super.parseUri(context, base, named ? mode.group(1) : uri);
        if (isGiven(name.getUserName()) || isGiven(name.getPassword())) {
            throw new ConnectorFileException("TFTP knows no users", null);
        }
        return new TftpFileName(name, named ? ";mode=" + mode.group(2) : "");
    }

    /** Programs that make URIs of all schemes alike leave a user empty. */
    private static boolean isGiven(String part) {
        return part != null && !part.isEmpty();
    }
}

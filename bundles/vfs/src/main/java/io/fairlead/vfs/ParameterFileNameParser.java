// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.Naming;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.provider.GenericFileName;
import org.apache.commons.vfs2.provider.VfsComponentContext;

/** Names with a parameter behind the path, as {@code tftp://host:port/path;mode=netascii} (RFC 3617 3). Thread-safe. */
final class ParameterFileNameParser extends ConnectorFileNameParser {
    private final Naming naming;
    private final Pattern parameter;

    ParameterFileNameParser(int defaultPort, Naming naming) {
        super(defaultPort);
        this.naming = naming;
        this.parameter = Pattern.compile(
                "(.*);(" + String.join("|", naming.parameters().keySet()) + ")=([^/;]*)",
                Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    @Override
    public FileName parseUri(VfsComponentContext context, FileName base, String uri) throws FileSystemException {
        Matcher given = parameter.matcher(uri);
        boolean named = given.matches();
        if (named) {
            check(given.group(2), given.group(3));
        }
        var name = (GenericFileName) super.parseUri(context, base, named ? given.group(1) : uri);
        if (!naming.users() && (isGiven(name.getUserName()) || isGiven(name.getPassword()))) {
            throw new ConnectorFileException(
                    ConnectorFileProvider.connectorScheme(name.getScheme()).toUpperCase(Locale.ROOT)
                            + " knows no users",
                    null);
        }
        return new ParameterFileName(name, named ? uri.substring(given.end(1)) : "");
    }

    private void check(String key, String value) throws FileSystemException {
        Set<String> known = naming.parameters().get(key.toLowerCase(Locale.ROOT));
        if (!known.contains(value.toLowerCase(Locale.ROOT))) {
            throw new ConnectorFileException(
                    key + "=" + value + "; expected one of "
                            + String.join(", ", known.stream().sorted().toList()),
                    null);
        }
    }

    /** Programs that make URIs of all schemes alike leave a user empty. */
    private static boolean isGiven(String part) {
        return part != null && !part.isEmpty();
    }
}

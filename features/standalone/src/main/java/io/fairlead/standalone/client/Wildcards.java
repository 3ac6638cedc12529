// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.api.storage.NamePattern;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.vfs2.FileObject;

/**
 * The last name of a URL with {@code *} or {@code ?}, which no shell knows how to expand. Sets such as {@code [0-9]} may be
 * beside them; what is encoded means itself. An entry of that very name comes first.
 *
 * @param pattern of names
 * @param literal the name itself
 */
record Wildcards(NamePattern pattern, String literal) {
    private static final Pattern LAST_NAME =
            Pattern.compile(".+?:/{0,2}[^/]*/(?:.*/)?([^/]*[*?][^/]*)", Pattern.DOTALL);
    private static final Pattern ENCODED = Pattern.compile("(?:%[0-9a-fA-F]{2})+");
    private static final Pattern SPECIAL = Pattern.compile("[*?\\[]");

    /** Those of a URL; empty if it has none. */
    static Optional<Wildcards> of(String url) {
        Matcher name = LAST_NAME.matcher(url);
        if (!name.matches()) {
            return Optional.empty();
        }
        StringBuilder pattern = new StringBuilder();
        StringBuilder literal = new StringBuilder();
        Matcher encoded = ENCODED.matcher(name.group(1));
        int from = 0;
        while (encoded.find()) {
            String plain = name.group(1).substring(from, encoded.start());
            String decoded = decoded(encoded.group());
            pattern.append(plain).append(SPECIAL.matcher(decoded).replaceAll("[$0]"));
            literal.append(plain).append(decoded);
            from = encoded.end();
        }
        String rest = name.group(1).substring(from);
        return Optional.of(new Wildcards(NamePattern.shell(pattern + rest), literal + rest));
    }

    private static String decoded(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < encoded.length(); i += 3) {
            bytes.write(Integer.parseInt(encoded.substring(i + 1, i + 3), 16));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** What they choose among the entries of a folder; hidden ones only if they begin with a dot. */
    List<FileObject> choose(List<FileObject> entries) throws IOException {
        List<FileObject> chosen = new ArrayList<>();
        for (FileObject entry : entries) {
            String name = Names.base(entry);
            if (name.equals(literal)) {
                return List.of(entry);
            }
            if (pattern.matches(name) && (!name.startsWith(".") || literal.startsWith("."))) {
                chosen.add(entry);
            }
        }
        return chosen;
    }
}

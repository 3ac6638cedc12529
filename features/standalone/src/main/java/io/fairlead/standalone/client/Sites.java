// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Saved sites. Each is a section {@code [name]} of lines {@code key = value}: {@code url}, and if need be {@code password},
 * {@code tls-fingerprint}, {@code ca} and any option that {@code -o} knows. {@code name:PATH} stands for its URL; what is
 * set holds for each URL on the same server, too.
 */
final class Sites {
    private static final Pattern SECTION = Pattern.compile("\\[([a-zA-Z][a-zA-Z0-9+.-]+)]");
    private static final Pattern SETTING = Pattern.compile("([a-zA-Z][a-zA-Z0-9.-]*)\\s*=\\s*(.*)");

    /**
     * One of them.
     *
     * @param name as in {@code name:PATH}
     * @param url where it is
     * @param password null if it has none
     * @param fingerprint SHA-256 of the certificate to accept; null for any that is trusted
     * @param ca PEM file of trusted certificates; null for the JDK's
     * @param options by name
     */
    record Site(String name, String url, String password, String fingerprint, Path ca, Map<String, String> options) {
        /** Never its password. */
        @Override
        public String toString() {
            return name;
        }
    }

    private final List<Site> sites;

    private Sites(List<Site> sites) {
        this.sites = sites;
    }

    /**
     * What a file holds; nothing if it is not there.
     *
     * @throws IOException if a line is none of a file of sites, or others may read the passwords in it
     */
    static Sites read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return new Sites(List.of());
        }
        List<Site> sites = new ArrayList<>();
        String name = null;
        Map<String, String> settings = new LinkedHashMap<>();
        int number = 0;
        for (String raw : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            String line = raw.strip();
            Matcher section = SECTION.matcher(line);
            Matcher setting = SETTING.matcher(line);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (section.matches()) {
                add(sites, file, name, settings);
                name = section.group(1);
                settings = new LinkedHashMap<>();
            } else if (name != null && setting.matches()) {
                settings.put(setting.group(1), setting.group(2));
            } else { // without its text, which may be a password
                throw new IOException(file + " line " + number
                        + ": expected [name], of two letters or more, or key = value below one");
            }
        }
        add(sites, file, name, settings);
        return new Sites(sites);
    }

    private static void add(List<Site> sites, Path file, String name, Map<String, String> settings) throws IOException {
        if (name == null) {
            return;
        }
        String url = settings.remove("url");
        if (url == null || !url.contains("://")) {
            throw new IOException(file + " [" + name + "]: url is " + url + ", expected SCHEME://HOST/PATH");
        }
        String password = settings.remove("password");
        if (password != null) {
            Private.require(file);
        }
        String ca = settings.remove("ca");
        String fingerprint = settings.remove("tls-fingerprint");
        sites.add(new Site(name, url, password, fingerprint, ca == null ? null : Path.of(ca), settings));
    }

    /** Whether an argument begins with the name of one. */
    boolean begins(String argument) {
        return named(argument).isPresent();
    }

    private Optional<Site> named(String argument) {
        int colon = argument.indexOf(':');
        return sites.stream()
                .filter(site -> colon > 0 && site.name().equals(argument.substring(0, colon)))
                .findFirst();
    }

    /** The URL that {@code name:PATH} stands for; the argument itself if it is none. */
    String expand(String argument) {
        Optional<Site> site = named(argument);
        if (site.isEmpty()) {
            return argument;
        }
        String path = argument.substring(site.get().name().length() + 1);
        String base = site.get().url().replaceFirst("/+$", "");
        return path.isEmpty() ? site.get().url() : base + "/" + Names.encoded(path.replaceFirst("^/+", ""));
    }

    /** The one whose settings hold for a URL: of the same scheme, host and port, and of the user that the URL names. */
    Optional<Site> of(String url) {
        Optional<Authority> asked = Authority.of(url);
        return asked.flatMap(authority -> sites.stream()
                .filter(site -> Authority.of(site.url())
                        .filter(own -> own.isFor(authority))
                        .isPresent())
                .findFirst());
    }
}

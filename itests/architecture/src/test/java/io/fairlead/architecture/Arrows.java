// SPDX-License-Identifier: Apache-2.0
package io.fairlead.architecture;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The arrows of docs/architecture.md as a table: which bundle may import what, and which may export. */
final class Arrows {
    /** What every bundle may import: the JDK, the OSGi standard, the logging interface. */
    private static final List<String> COMMON = List.of("java.", "javax.", "org.w3c.dom.", "org.osgi.", "org.slf4j.");

    private static final String API = "io.fairlead.api.";
    private static final String SHELL = "io.fairlead.shell.";
    private static final String NET = "io.fairlead.net.";
    private static final String GSS = "org.ietf.jgss.";
    private static final String BOUNCY_CASTLE = "org.bouncycastle.";

    /** By bundle folder; a name ending in {@code -*} stands for a family. */
    private static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("api", List.of()),
            Map.entry("net", List.of(BOUNCY_CASTLE)),
            Map.entry("core", List.of(API)),
            Map.entry("ftp", List.of(API, NET, "org.apache.commons.net.")),
            Map.entry("tftp", List.of(API, NET)),
            Map.entry("smb", List.of(API, NET, GSS, "com.sun.security.jgss.")),
            Map.entry("vfs", List.of(API, "org.apache.commons.")),
            Map.entry("storage-*", List.of(API)),
            Map.entry("storage-vfs", List.of(API, "org.apache.commons.vfs2.")),
            Map.entry("auth-*", List.of(API)),
            Map.entry("auth-users", List.of(API, BOUNCY_CASTLE)),
            Map.entry("auth-kerberos", List.of(API, BOUNCY_CASTLE, GSS, "com.sun.security.jgss.")),
            Map.entry("shell", List.of(API, "org.apache.commons.vfs2.", "org.apache.felix.service.command.")),
            Map.entry("shell-karaf", List.of(SHELL, "org.apache.karaf.shell.")),
            Map.entry("webconsole", List.of(SHELL, "org.apache.felix.inventory.")),
            Map.entry("testing", List.of(API, "org.junit.", "org.assertj.", "org.awaitility.", "org.opentest4j.")));

    private static final Set<String> MAY_EXPORT = Set.of("api", "net", "vfs", "shell");

    private Arrows() {}

    /** Whether the table knows this bundle. */
    static boolean knows(String bundle) {
        return row(bundle).isPresent();
    }

    /** Whether {@code bundle} may import {@code importedPackage}; its own packages always. */
    static boolean mayImport(String bundle, String importedPackage) {
        String name = importedPackage + ".";
        return COMMON.stream().anyMatch(name::startsWith)
                || name.startsWith(ownPackage(bundle))
                || row(bundle).orElseThrow().stream().anyMatch(name::startsWith);
    }

    static boolean mayExport(String bundle) {
        return MAY_EXPORT.contains(bundle);
    }

    /** The prefix of a bundle's own packages: {@code io.fairlead.storage.local.} for {@code storage-local}. */
    static String ownPackage(String bundle) {
        return "io.fairlead." + bundle.replace('-', '.') + ".";
    }

    private static Optional<List<String>> row(String bundle) {
        List<String> exact = MAY_IMPORT.get(bundle);
        return Optional.ofNullable(exact != null ? exact : MAY_IMPORT.get(bundle.replaceFirst("-.*", "-*")));
    }
}

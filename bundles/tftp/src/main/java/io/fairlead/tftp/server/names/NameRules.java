// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From the name that a client sent to the paths where its file may be. In this order: remap rules (on the name as it
 * was sent, as tftpd-hpa has them), slashes, case, prefixes, folders.
 *
 * @param remap rules in tftpd-hpa's syntax
 * @param backslashes whether a backslash is a slash
 * @param casing what becomes of letters
 * @param prefixes the first that matches is applied
 * @param folders where to look, in turn; with variables
 */
public record NameRules(
        RemapFile remap, boolean backslashes, Casing casing, List<PrefixRule> prefixes, List<Template> folders) {
    /** Names as they are, under the root. */
    public static final NameRules PLAIN =
            new NameRules(RemapFile.NONE, true, Casing.KEEP, List.of(), List.of(Template.of("/")));

    /** What becomes of letters. */
    public enum Casing {
        KEEP,
        LOWER,
        UPPER,
        /** Kept; where nothing has that name, one that differs only in case is taken. */
        IGNORE
    }

    /**
     * A name after the rules.
     *
     * @param name starting with a slash, for content providers
     * @param paths where to look in the Export, in turn; never empty
     */
    public record Resolved(String name, List<VPath> paths) {}

    public NameRules {
        prefixes = List.copyOf(prefixes);
        folders = List.copyOf(folders);
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("at least one folder");
        }
    }

    /** Whether what a name leads to could be transferred; asked for remap rules with {@code E}. */
    @FunctionalInterface
    public interface Probe {
        boolean transferable(Resolved name) throws StorageException;
    }

    /**
     * Resolves the name in a request.
     *
     * @throws StorageException {@code ACCESS_DENIED} if a rule refuses it, or it tries to climb out;
     *     {@code NAME_INVALID} if it is no name
     */
    public Resolved resolve(Asker asker, Probe probe) throws StorageException {
        return located(remap.apply(asker.request().file(), asker, name -> transferable(name, asker, probe)), asker);
    }

    private boolean transferable(String name, Asker asker, Probe probe) {
        try {
            return probe.transferable(located(name, asker));
        } catch (StorageException e) {
            return false; // the error is told by what the remaining rules lead to
        }
    }

    private Resolved located(String remapped, Asker asker) throws StorageException {
        String name = normalised(remapped);
        for (PrefixRule rule : prefixes) {
            if (rule.matches(name, casing == Casing.IGNORE)) {
                check(rule, asker);
                name = rule.apply(name, asker);
                break;
            }
        }
        List<VPath> paths = new ArrayList<>();
        for (Template folder : folders) {
            paths.add(VPath.ROOT.resolve(folder.expand(asker) + name));
        }
        return new Resolved(name, paths);
    }

    private static void check(PrefixRule rule, Asker asker) throws StorageException {
        if (rule.action() == PrefixRule.Action.REFUSE || rule.action() == PrefixRule.Action.READ && asker.writes()) {
            throw new StorageException(Reason.ACCESS_DENIED, "refused by the rule for " + rule.prefix());
        }
    }

    private String normalised(String text) throws StorageException {
        StringBuilder name = new StringBuilder();
        for (String part : (backslashes ? text.replace('\\', '/') : text).split("/", -1)) {
            if (part.equals("..")) {
                throw new StorageException(Reason.ACCESS_DENIED, "a name with ..");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                name.append('/').append(part);
            }
        }
        if (name.isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
            throw new StorageException(Reason.NAME_INVALID, "no name for a file");
        }
        return switch (casing) {
            case LOWER -> name.toString().toLowerCase(Locale.ROOT);
            case UPPER -> name.toString().toUpperCase(Locale.ROOT);
            case KEEP, IGNORE -> name.toString();
        };
    }
}

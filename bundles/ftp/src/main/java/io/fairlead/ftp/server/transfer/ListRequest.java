// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.NamePattern;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.protocol.Words;
import java.util.function.Predicate;

/**
 * What LIST, NLST or STAT asks for: flags as of {@code ls}, and a path whose last name may be a pattern. Or what MLSD asks
 * for, which has neither.
 *
 * @param text the path as typed, without flags; empty for the current directory
 */
public record ListRequest(String text, What what) {
    /** What is to be listed. */
    public enum What {
        /** What is in a directory, or else the file itself. */
        CONTENT,
        /** {@code -d}: the directory, not what is in it. */
        ITSELF,
        /** What is in a directory; nothing else will do. */
        DIRECTORY
    }

    /** What is in the directory of exactly this name. */
    public static ListRequest directory(String text) {
        return new ListRequest(text, What.DIRECTORY);
    }

    /**
     * Reads an argument. Flags are tolerated, for clients send {@code LIST -la}, with any number of blanks around them; all
     * but {@code -d} mean nothing, and {@code --} ends them.
     */
    public static ListRequest parse(String argument) {
        String rest = argument;
        boolean itself = false;
        for (Words words = Words.of(rest); words.first().startsWith("-"); words = Words.of(rest)) {
            rest = words.restOrNothing();
            if (words.first().equals("--")) {
                break;
            }
            itself |= words.first().indexOf('d') > 0;
        }
        return new ListRequest(rest, itself ? What.ITSELF : What.CONTENT);
    }

    /**
     * What it means here and now.
     *
     * @param prefix for NLST, whose names must be usable as they are (RFC 959 4.1.3)
     * @param single attributes of what is listed by itself; null for a directory's entries
     */
    public record Resolved(VPath path, String prefix, Attributes single, Predicate<String> filter) {}

    /**
     * Looks it up. What exists under the very name is meant, though it may look like a pattern, or begin with blanks that
     * were meant to separate.
     */
    public Resolved resolve(VPath current, MountedFiles files) throws StorageException {
        VPath path = PathText.resolve(current, text, files);
        if (what == What.DIRECTORY) { // which the open finds out
            return new Resolved(path, "", null, name -> true);
        }
        String folder = text.substring(0, text.lastIndexOf('/') + 1);
        try {
            Attributes attributes = files.attributes(path, Links.ITSELF);
            boolean directory = attributes.isDirectory() || (attributes.isLink() && leadsToDirectory(files, path));
            if (directory && what != What.ITSELF) {
                String prefix = text.isEmpty() || text.endsWith("/") ? text : text + "/";
                return new Resolved(path, prefix, null, name -> true);
            }
            return new Resolved(path, folder, attributes, null);
        } catch (StorageException e) {
            if (!PathText.isMissing(e)) {
                throw e;
            }
            if (text.startsWith(" ")) {
                return new ListRequest(text.stripLeading(), what).resolve(current, files);
            }
            if (!NamePattern.isPattern(path.name()) || path.name().length() > NamePattern.MAX_CHARACTERS) {
                throw e;
            }
            return new Resolved(path.parent(), folder, null, NamePattern.shell(path.name())::matches);
        }
    }

    /** A link to a folder is listed as the folder; any other as the link that it is. */
    private boolean leadsToDirectory(MountedFiles files, VPath link) throws StorageException {
        try {
            return what != What.ITSELF && files.attributes(link).isDirectory();
        } catch (StorageException e) {
            return switch (e.reason()) {
                case NOT_FOUND, PARENT_NOT_FOUND, NOT_DIRECTORY, ACCESS_DENIED, NAME_INVALID -> false;
                default -> throw e;
            };
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text of a symbolic link, and what it means inside the storage. On the disk an absolute target starts with the
 * root's own path, so local programs follow it.
 *
 * @param text as it is stored
 * @param root the storage's folder, a real path
 */
public record LinkText(Path text, Path root) {
    private static final Charset ON_DISK = Charset.forName(
            System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

    /** Whether it is absolute and starts at the root. */
    boolean startsAtRoot() {
        return text.isAbsolute() && text.startsWith(root);
    }

    /** Whether it is a path of the machine that starts elsewhere. */
    boolean isForeign() {
        return text.isAbsolute() && !text.startsWith(root);
    }

    /** The names to walk, from the storage's root or from the link's folder; {@code ..} among them. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = startsAtRoot() ? root.getNameCount() : 0; i < text.getNameCount(); i++) {
            String name = text.getName(i).toString();
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names;
    }

    /** As a peer may see it: {@link io.fairlead.api.storage.Attributes#target}. */
    String shown() {
        if (startsAtRoot()) {
            return "/" + String.join("/", names());
        }
        String separator = text.getFileSystem().getSeparator();
        return isForeign() ? text.toString() : text.toString().replace(separator, "/");
    }

    /** Where it leads from a link in {@code folder}, by the text alone; empty if that is out of the root. */
    Optional<VPath> target(VPath folder) {
        if (isForeign()) {
            return Optional.empty();
        }
        List<String> at = new ArrayList<>(startsAtRoot() ? List.of() : folder.names());
        for (String name : names()) {
            if (!name.equals("..")) {
                at.add(name);
            } else if (at.isEmpty()) {
                return Optional.empty();
            } else {
                at.remove(at.size() - 1);
            }
        }
        try {
            return Optional.of(VPath.ofNames(at));
        } catch (StorageException noName) {
            return Optional.empty();
        }
    }

    /** Its length in bytes, as the platform counts it. */
    long bytes() {
        return text.toString().getBytes(ON_DISK).length;
    }
}

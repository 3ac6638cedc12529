// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.storage.local.LocalSettings.LetterCase;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.folder.Resolver;
import io.fairlead.storage.local.upload.Staging;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out whether names that differ only in case are one file: by a file in the staging folder, else by what is there. */
final class CaseProbe {
    private static final Logger LOG = LoggerFactory.getLogger(CaseProbe.class);
    private static final int MAX_NAMES = 100;

    private final Folder root;
    private final Staging staging;
    private final NameRules names;

    CaseProbe(Folder root, Staging staging, NameRules names) {
        this.root = root;
        this.staging = staging;
        this.names = names;
    }

    boolean insensitive(LetterCase configured, boolean readOnly) throws IOException {
        if (configured != LetterCase.AUTO) {
            return configured == LetterCase.INSENSITIVE;
        }
        if (!readOnly) {
            try {
                return byNewFile();
            } catch (IOException x) {
                LOG.warn(
                        "{}: nothing can be made in the folder itself, so uploads wait beside the files they replace: {}",
                        root.directory(),
                        x.toString());
            }
        }
        return byOldFiles();
    }

    private boolean byNewFile() throws IOException {
        try (Staging.Use use = staging.use()) {
            Path name = use.freshName().resolveSibling(use.freshName() + ".probe");
            use.folder()
                    .channel(name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                    .close();
            try {
                String other = name.toString().toUpperCase(Locale.ROOT);
                return Resolver.look(use.folder(), name.resolveSibling(other)) != null;
            } finally {
                use.folder().deleteFile(name);
            }
        }
    }

    private boolean byOldFiles() throws IOException {
        try (Folder again = root.again()) {
            Iterator<Path> entries = again.names();
            for (int i = 0; i < MAX_NAMES && entries.hasNext(); i++) {
                Path name = entries.next().getFileName();
                String text = name.toString();
                String other = swap(text);
                if (!other.equals(text) && names.decodes(name, text)) {
                    BasicFileAttributes there = Resolver.look(again, name.resolveSibling(other));
                    return there != null && AttributeReader.same(there, AttributeReader.id(again.stat(name)));
                }
            }
        }
        return false;
    }

    private static String swap(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return upper.equals(text) ? text.toLowerCase(Locale.ROOT) : upper;
    }
}

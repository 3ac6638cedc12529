// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core;

import io.fairlead.api.storage.NamePattern;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.export.ExportSettings;
import io.fairlead.core.limit.Bounds;
import io.fairlead.core.quota.QuotaSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes Exports without OSGi: {@code Exports.over(storage).name("files").build()}. Two Exports over one storage object
 * arbitrate together.
 */
public final class Exports {
    private Exports() {}

    /** An Export of {@code storage}, as yet of the whole tree, for reading and writing, named {@code files}. */
    public static Builder over(Storage storage) {
        return new Builder(storage);
    }

    /** What may be said of an Export before it is made. Not thread-safe. */
    public static final class Builder {
        private final Storage storage;
        private final List<NamePattern> hidden = new ArrayList<>();
        private String name = "files";
        private VPath subtree = VPath.ROOT;
        private boolean readOnly;
        private boolean homes;
        private Bounds.Rules bounds = Bounds.Rules.DEFAULT;
        private boolean caseInsensitive;
        private QuotaSettings quota = QuotaSettings.NONE;

        private Builder(Storage storage) {
            this.storage = storage;
        }

        /** The name that servers refer to and users see. */
        public Builder name(String unique) {
            name = unique;
            return this;
        }

        /** The folder of the storage that becomes the root. */
        public Builder subtree(VPath folder) {
            subtree = folder;
            return this;
        }

        /** Whether all changes are refused. */
        public Builder readOnly(boolean refuseChanges) {
            readOnly = refuseChanges;
            return this;
        }

        /** Whether each user's tree starts at the user's home. */
        public Builder homes(boolean perUser) {
            homes = perUser;
            return this;
        }

        /**
         * Names never shown nor reachable, whatever folder they are in: {@code *} is any run of characters, {@code ?} any
         * one; case does not matter.
         *
         * @throws IllegalArgumentException if one is empty or holds a {@code /}
         */
        public Builder hidden(String... globs) {
            for (String glob : globs) {
                hidden.add(NamePattern.ignoringCase(glob));
            }
            return this;
        }

        /** How much a session, a user and all together may hold. */
        public Builder bounds(Bounds.Rules rules) {
            bounds = rules;
            return this;
        }

        /** Whether names that differ in case only are one, on a storage that tells them apart, too. */
        public Builder caseInsensitive(boolean regardless) {
            caseInsensitive = regardless;
            return this;
        }

        /** Bounds on what is stored; those of users need {@link #homes}. */
        public Builder quota(QuotaSettings bounds) {
            quota = bounds;
            return this;
        }

        /**
         * Makes it. Closing it ends its sessions, and leaves the storage open.
         *
         * @throws IllegalArgumentException if the name is blank, or users have a quota and no homes
         */
        public ArbitratedExport build() {
            ArbitratedExport export = new ArbitratedExport(
                    new ExportSettings(name, subtree, readOnly, homes, hidden, bounds, caseInsensitive, quota));
            export.attach(storage);
            return export;
        }
    }
}

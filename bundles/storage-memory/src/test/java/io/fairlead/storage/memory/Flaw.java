// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.testing.contract.AttributeContract;
import io.fairlead.testing.contract.DeleteContract;
import io.fairlead.testing.contract.DirectoryContract;
import io.fairlead.testing.contract.ExtensionContract;
import io.fairlead.testing.contract.KeptAttributesContract;
import io.fairlead.testing.contract.LifeContract;
import io.fairlead.testing.contract.LinkContract;
import io.fairlead.testing.contract.ModelContract;
import io.fairlead.testing.contract.NameContract;
import io.fairlead.testing.contract.OpenContract;
import io.fairlead.testing.contract.ReadContract;
import io.fairlead.testing.contract.ReadOnlyContract;
import io.fairlead.testing.contract.RenameContract;
import io.fairlead.testing.contract.ReplaceContract;
import io.fairlead.testing.contract.WriteContract;

/** Mistakes that are easily made, each with the group of tests that must find it. */
enum Flaw {
    CREATES_PARENTS(OpenContract.class),
    CREATE_TAKES_WHAT_EXISTS(OpenContract.class),
    NEVER_SAYS_CREATED(OpenContract.class),
    CONFUSES_REASONS(OpenContract.class),
    REPLACES_IN_PLACE(ReplaceContract.class),
    PUBLISHES_ABORTED(ReplaceContract.class),
    READS_NOTHING_AT_THE_END(ReadContract.class),
    READS_INT_POSITIONS(ReadContract.class),
    TRANSFER_ENDS_EARLY(ReadContract.class),
    OPEN_TRUNCATES(WriteContract.class),
    WRITES_LAST_BYTE_WRONG(WriteContract.class),
    APPENDS_AT_POSITION(WriteContract.class),
    RENAME_ALWAYS_REPLACES(RenameContract.class),
    RENAME_NEVER_REPLACES(RenameContract.class),
    DELETES_TWICE(DeleteContract.class),
    DELETES_WITHOUT_RIGHT(LifeContract.class),
    LISTS_MORE_THAN_ASKED(DirectoryContract.class),
    LISTS_SOME_TWICE(DirectoryContract.class),
    NEVER_REWINDS(DirectoryContract.class),
    FORGETS_TIMES(AttributeContract.class),
    CHANGES_HALF(AttributeContract.class),
    SIZE_OF_THE_START(AttributeContract.class),
    TRIMS_NAMES(NameContract.class),
    FOLDS_NAMES(NameContract.class),
    CHECKS_NO_ACCESS(LifeContract.class),
    WORKS_AFTER_CLOSE(LifeContract.class),
    VOLUME_LEAVES_NODES(LifeContract.class),
    SAYS_READ_ONLY_BUT_WRITES(ReadOnlyContract.class),
    LOSES_A_DELETE(ModelContract.class),
    DELETES_BEHIND_LINKS(LinkContract.class),
    DECLARES_WHAT_IT_LACKS(ExtensionContract.class),
    FORGETS_FLAGS(KeptAttributesContract.class);

    private final Class<?> foundBy;

    Flaw(Class<?> foundBy) {
        this.foundBy = foundBy;
    }

    Class<?> foundBy() {
        return foundBy;
    }
}

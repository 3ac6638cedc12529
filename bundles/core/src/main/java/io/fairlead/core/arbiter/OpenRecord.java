// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import io.fairlead.api.export.OpenId;
import io.fairlead.api.storage.Open;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * One open, as all others see it. A value: everything of the process that made it is in
 * {@code io.fairlead.core.export.LocalOpen}.
 *
 * @param id what it is called
 * @param file what it has open; of an upload, the file that it will become
 * @param mode what it does, and lets others do
 * @param access what it was opened for, for consoles
 * @param upload whether it takes its name only when it closes
 * @param deleteOnClose whether the file is to be deleted when it closes
 * @param hardLinked whether the file had other names when it was opened
 * @param owner whose it is
 * @param lease the one that it is under, or asks for
 */
public record OpenRecord(
        OpenId id,
        FileKey file,
        ShareMode mode,
        Set<Open.Access> access,
        boolean upload,
        boolean deleteOnClose,
        boolean hardLinked,
        Owner owner,
        Optional<UserLease> lease) {

    /**
     * Whose an open is.
     *
     * @param export name of the Export that it goes through
     * @param user name of the user
     * @param peer from where, as text; empty for a caller without one
     */
    public record Owner(String export, String user, String peer) {
        @Override
        public String toString() {
            return peer.isEmpty() ? user : user + " by " + peer;
        }
    }

    /** The same, of another owner. */
    public OpenRecord ownedBy(Owner other) {
        return new OpenRecord(id, file, mode, access, upload, deleteOnClose, hardLinked, other, lease);
    }

    /** What it is open for, as consoles show it. */
    public String accessText() {
        StringJoiner text = new StringJoiner(" ");
        access.forEach(one -> text.add(one.name().toLowerCase(Locale.ROOT)));
        if (upload) {
            text.add("upload");
        }
        return text.toString();
    }
}

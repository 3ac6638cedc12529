// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.VPath;

/** A node that is told of renames. */
interface Followed extends Node {
    /** It, or a directory above it, may have another name now. */
    void renamed(VPath from, VPath to);
}

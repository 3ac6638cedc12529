// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.VPath;

/**
 * Whose metadata it is: a file or directory of the storage below.
 *
 * @param id as that storage tells it
 * @param path its name at present, as far as we know, without a link on the way
 */
record Owner(NodeId id, VPath path) {}

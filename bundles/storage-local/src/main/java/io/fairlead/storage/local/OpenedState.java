// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.NodeId;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What an open node starts with.
 *
 * @param content a file's bytes; null if neither read nor written
 * @param attributes as they were when it was opened
 * @param id its identity
 * @param created whether the open made it
 */
record OpenedState(Content content, BasicFileAttributes attributes, NodeId id, boolean created) {}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.watch;

import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.VPath;

/**
 * A folder to be watched.
 *
 * @param recursive whether all below it is watched, too
 * @param policy who follows links on the way to it
 */
public record WatchRequest(VPath directory, boolean recursive, LinkPolicy policy) {}

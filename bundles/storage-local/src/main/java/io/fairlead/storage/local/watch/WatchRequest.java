// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.watch;

import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.VPath;
import java.util.function.BooleanSupplier;

/**
 * A folder to be watched.
 *
 * @param recursive whether all below it is watched, too
 * @param policy who follows links on the way to it
 * @param wanted whether the caller still waits for it: it is asked again and again, for a tree may be large
 */
public record WatchRequest(VPath directory, boolean recursive, LinkPolicy policy, BooleanSupplier wanted) {}

// SPDX-License-Identifier: Apache-2.0

/**
 * Changes of names and contents as the platform tells of them ({@link java.nio.file.WatchService}, on Linux inotify(7)).
 * Start at {@link io.fairlead.storage.local.watch.WatchHub}, which owns the thread.
 */
package io.fairlead.storage.local.watch;

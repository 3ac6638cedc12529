// SPDX-License-Identifier: Apache-2.0

/**
 * The Export: sessions of all protocols on one storage, made to respect each other. It looks like glue and is where the
 * hard concurrency of the project is: every promise of {@code io.fairlead.api.export} is a race won here. The rules are
 * those of [MS-FSA] and [MS-SMB2]. Start at {@link io.fairlead.core.export.Arbiter}, then read
 * {@link io.fairlead.core.export.Opening} and {@link io.fairlead.core.export.Naming}, which have the operations, and
 * {@link io.fairlead.core.arbiter.OpenTable}, which they ask.
 *
 * <h2>Who is who</h2>
 *
 * {@link io.fairlead.core.export.ArbitratedExport} mounts {@link io.fairlead.core.export.ArbitratedVolume}s, which check
 * {@link io.fairlead.core.export.AccessRules} and hand out {@link io.fairlead.core.export.ArbitratedFile}s. Behind a file
 * is a {@link io.fairlead.core.export.LocalOpen}, which has the storage's node and outlives session and file object while
 * it is parked; what others see of it is an {@link io.fairlead.core.arbiter.OpenRecord}, a value. All that sessions share
 * is in the {@link io.fairlead.core.export.Arbiter} of the storage, behind the interfaces of
 * {@link io.fairlead.core.arbiter}.
 *
 * <h2>Locks, in their order</h2>
 *
 * A thread that holds one takes only those below it. <ol>
 * <li>Component and Export monitors: attach, detach, configure. Nothing under them blocks.
 * <li>Leases: a break is waited for with nothing held, not even a passage.
 * <li>{@link io.fairlead.core.arbiter.Passage}: the only one held over calls to the storage. One thread has one at most,
 *     and takes all its names at once. It keeps a name still between check and act: an open, a publication, a rename or
 *     a deletion is atomic against all others at that name, while the rest of the tree goes on. Who waits for one waits a
 *     minute at most, and can be told to stop ({@link io.fairlead.api.export.Patience}).
 * <li>The table's mutex ({@link io.fairlead.core.arbiter.local.LocalOpens}): look-ups in memory, a microsecond each.
 * <li>What stands between session and storage ({@link io.fairlead.core.export.Layers}): a name's spelling while it is chosen,
 *     before a passage; under one, a file's cut by a quota. No two of them are held together.
 * <li>What is heard of a folder: that its storage's watch begins or ends, the feed of our changes
 *     ({@link io.fairlead.core.arbiter.local.LocalChanges}), then what is passed on
 *     ({@link io.fairlead.core.export.FolderReports}).
 * <li>Leaves, under which nothing is taken: the locks of one file ({@code FileLocks}), the queue of one watch
 *     ({@link io.fairlead.core.change.ChangeQueue}), what one open has counted ({@code LocalOpen}), and the turns of
 *     {@link io.fairlead.core.Turns}.
 * </ol>
 *
 * A read or write takes none of them while nobody has locked a range of the file: it reads a few volatile fields. Listeners
 * are called by a thread of {@link io.fairlead.core.Background} that holds nothing.
 */
package io.fairlead.core.export;

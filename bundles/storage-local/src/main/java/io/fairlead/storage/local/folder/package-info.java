// SPDX-License-Identifier: Apache-2.0

/**
 * The way to a name: open folders, walks through them, and what the platform says of the names in them. No method here
 * follows a symbolic link by the platform's hand; {@code openat(2)} and its family are what it leans on, as the JDK offers
 * them by {@link java.nio.file.SecureDirectoryStream}.
 * Start at {@link io.fairlead.storage.local.folder.Resolver}, then {@link io.fairlead.storage.local.folder.Folder}.
 */
package io.fairlead.storage.local.folder;

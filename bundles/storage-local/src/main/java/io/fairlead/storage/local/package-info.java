// SPDX-License-Identifier: Apache-2.0

/**
 * A storage on a folder of any {@code java.nio.file} file system: the machine's own, jimfs, a zip file. It follows no
 * document but the Javadoc of {@code io.fairlead.api.storage}; what it leans on is {@code openat(2)} and its family, as
 * the JDK offers them by {@link java.nio.file.SecureDirectoryStream}.
 * Start at {@link io.fairlead.storage.local.LocalStorage}; then {@link io.fairlead.storage.local.folder.Resolver}, which
 * keeps every path inside, and {@link io.fairlead.storage.local.Namespace}, which changes names. Uploads wait in
 * {@code upload}; {@code watch} tells of changes. Neither knows this package.
 */
package io.fairlead.storage.local;

// SPDX-License-Identifier: Apache-2.0

/** The commands {@code vfs:...} for Karaf, on files by Commons VFS URL. */
package io.fairlead.shell.karaf.vfs;

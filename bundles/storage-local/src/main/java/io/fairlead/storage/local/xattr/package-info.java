// SPDX-License-Identifier: Apache-2.0

/**
 * Extended attributes of the platform ({@code user.*}, xattr(7)) by path, and what this storage keeps in them for itself.
 * Who calls sees to it that the path is the file he means. Start at {@link
 * io.fairlead.storage.local.xattr.UserAttributes}; the format of what is kept is in
 * {@link io.fairlead.storage.local.xattr.Kept}.
 */
package io.fairlead.storage.local.xattr;

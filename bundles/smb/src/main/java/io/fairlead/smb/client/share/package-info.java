// SPDX-License-Identifier: Apache-2.0
/**
 * What a server and its shares tell besides the content of files: which shares there are, their space, where links lead, and
 * what changes in a folder. Start at {@link io.fairlead.smb.client.share.Place}, which is where a path leads.
 */
package io.fairlead.smb.client.share;

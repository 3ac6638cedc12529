// SPDX-License-Identifier: Apache-2.0
/**
 * What the SMB client remembers of content that the server lets it cache, [MS-SMB2] 3.2.1.5: plain memory, without a word of
 * the protocol. Start at {@link io.fairlead.smb.client.cache.CachedContent}; when it counts is decided by who holds it.
 */
package io.fairlead.smb.client.cache;

// SPDX-License-Identifier: Apache-2.0
/**
 * A tree of which parts lie on other servers, [MS-DFSC] 3.1: where a path lies, as referrals say, and to which hosts they may
 * lead. Start at {@link io.fairlead.smb.client.dfs.Namespace}, which is told how servers are asked.
 */
package io.fairlead.smb.client.dfs;

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

/** Links that the server follows. */
class ServerFollowsLinksTest extends LinksOfAShare {
    @Override
    String share() {
        return "share";
    }
}

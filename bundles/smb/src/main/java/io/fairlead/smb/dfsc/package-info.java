// SPDX-License-Identifier: Apache-2.0
/**
 * Messages of [MS-DFSC]: by which a server says on which other servers a part of its tree lies. Start at
 * {@link io.fairlead.smb.dfsc.ReferralResponse}.
 */
package io.fairlead.smb.dfsc;

// SPDX-License-Identifier: Apache-2.0
/**
 * Data types of [MS-DTYP] that the protocol carries: access masks (descriptors are in {@link io.fairlead.api.acl}). Start at
 * {@link io.fairlead.smb.dtyp.AccessMask}.
 */
package io.fairlead.smb.dtyp;

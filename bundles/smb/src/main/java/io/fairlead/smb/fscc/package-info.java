// SPDX-License-Identifier: Apache-2.0
/**
 * Structures of [MS-FSCC]: what QUERY_INFO, SET_INFO and QUERY_DIRECTORY carry, and FSCTLs. Start at
 * {@link io.fairlead.smb.fscc.FileInformation}.
 */
package io.fairlead.smb.fscc;

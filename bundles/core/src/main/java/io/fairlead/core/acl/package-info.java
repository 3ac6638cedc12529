// SPDX-License-Identifier: Apache-2.0
/**
 * Security descriptors of files, kept and enforced for every protocol ([MS-DTYP] 2.5.3, [MS-FSA] 2.1.5.1.2.1). ADR 0020 says
 * why so. Start at {@link io.fairlead.core.acl.Descriptors}.
 */
package io.fairlead.core.acl;

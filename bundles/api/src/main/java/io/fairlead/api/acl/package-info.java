// SPDX-License-Identifier: Apache-2.0

/**
 * Security descriptors of files, [MS-DTYP] 2.4: who owns a file and who may do what with it, as values and as bytes. An
 * Export keeps and enforces them for every protocol; SMB shows and sets them. Start at {@link
 * io.fairlead.api.acl.SecurityDescriptor}.
 */
@Export
@Version("0.1.0")
package io.fairlead.api.acl;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// SPDX-License-Identifier: Apache-2.0

/**
 * Content that a TFTP server makes for a client while it asks: boot scripts, configurations. RFC 1350.
 * Start at {@link io.fairlead.api.tftp.TftpContentProvider}.
 */
@Export
@Version("0.1.0")
package io.fairlead.api.tftp;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// SPDX-License-Identifier: Apache-2.0

/**
 * What others offer to SMB clients beside files: named pipes. Start at {@link io.fairlead.api.smb.PipeService}.
 */
@Export
@Version("0.1.0")
package io.fairlead.api.smb;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

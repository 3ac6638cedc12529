// SPDX-License-Identifier: Apache-2.0

/**
 * Text of peers, made fit to be shown: {@link io.fairlead.api.text.Masked}, for logs, consoles and exceptions alike.
 */
@Export
@Version("0.1.0")
package io.fairlead.api.text;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

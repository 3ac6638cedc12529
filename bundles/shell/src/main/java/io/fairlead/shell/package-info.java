// SPDX-License-Identifier: Apache-2.0

/**
 * What the commands of every console do and tell: {@link io.fairlead.shell.Operations} and
 * {@link io.fairlead.shell.VfsOperations}, as services. They need nothing but the services of {@code fairlead-api}, and
 * Commons VFS for the latter. The plain Gogo commands are here; Karaf's, and the page of the web console, are bundles of
 * their own over the same services.
 */
@Export
@Version("0.1.0")
package io.fairlead.shell;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

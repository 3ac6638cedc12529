// SPDX-License-Identifier: Apache-2.0

/**
 * A storage out of a few calls on entries that have an identity of their own, such as the rows of a table: paths, opens, rights,
 * uploads and the order of checks are done here, as the contract of storages has them.
 * Start at {@link io.fairlead.api.tree.TreeStorage}.
 */
@Export
@Version("0.1.0")
package io.fairlead.api.tree;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

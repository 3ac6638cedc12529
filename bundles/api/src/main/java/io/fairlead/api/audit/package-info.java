// SPDX-License-Identifier: Apache-2.0

/**
 * Who did what: one event for each login, logout, refusal, change and download, for whoever keeps such records.
 * Start at {@link io.fairlead.api.audit.AuditSink}.
 */
@Export
@Version("0.1.0")
package io.fairlead.api.audit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

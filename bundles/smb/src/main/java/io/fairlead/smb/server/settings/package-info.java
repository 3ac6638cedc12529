// SPDX-License-Identifier: Apache-2.0
/** How an SMB server is set up, in plain Java and by configuration. Start at {@link io.fairlead.smb.server.settings.SmbSettings}. */
package io.fairlead.smb.server.settings;

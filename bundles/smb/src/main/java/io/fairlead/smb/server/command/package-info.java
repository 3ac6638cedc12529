// SPDX-License-Identifier: Apache-2.0
/**
 * What the server does with each command, [MS-SMB2] 3.3.5: a table with a row each, and a method each, grouped by family.
 * Start at {@link io.fairlead.smb.server.command.Commands} and {@link io.fairlead.smb.server.command.Dispatcher}.
 */
package io.fairlead.smb.server.command;

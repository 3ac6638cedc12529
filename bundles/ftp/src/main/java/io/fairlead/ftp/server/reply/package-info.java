// SPDX-License-Identifier: Apache-2.0

/**
 * What a command that is not done is answered with, and how that is logged: RFC 959 4.2. Start at
 * {@link io.fairlead.ftp.server.reply.Refusals}.
 */
package io.fairlead.ftp.server.reply;

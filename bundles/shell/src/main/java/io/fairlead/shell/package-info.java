// SPDX-License-Identifier: Apache-2.0

/**
 * Commands for Gogo and Karaf, and one page for the web console, which tell what is served, who is there, and why
 * something is not. They need nothing but the services of {@code fairlead-api}. Start at
 * {@link io.fairlead.shell.FairleadCommands}.
 */
package io.fairlead.shell;

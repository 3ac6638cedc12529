// SPDX-License-Identifier: Apache-2.0

/**
 * The executable jar: one command line with the server ({@code serve}), its accounts ({@code user}) and the clients
 * ({@code ls}, {@code cp}, ...). Options and exit statuses are in {@code docs/configuration.md}.
 * Start at {@link io.fairlead.standalone.Main}.
 */
package io.fairlead.standalone;

// SPDX-License-Identifier: Apache-2.0

/**
 * The commands {@code fairlead:...} for Karaf: what they do and tell is in {@code io.fairlead.shell}. Start at
 * {@link io.fairlead.shell.karaf.StatusCommand}.
 */
package io.fairlead.shell.karaf;

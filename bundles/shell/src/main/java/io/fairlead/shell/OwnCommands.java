// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell;

/**
 * Registered as an OSGi service by a bundle that has commands of its container's own kind over {@link Operations}: while
 * there is one, the plain Gogo commands of the same names are not offered.
 */
public interface OwnCommands {}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.gogo;

/** What the plain Gogo commands are registered as: the package of Gogo may be missing when they are. */
interface PlainCommand {}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell;

/**
 * Registered as an OSGi service once {@link OwnCommands} are there and the plain Gogo commands are gone. Commands of the same
 * names wait for it: Karaf removes a command by its name, whoever has registered it.
 */
public interface FreeNames {}

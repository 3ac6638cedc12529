// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.OwnCommands;
import org.osgi.service.component.annotations.Component;

/** Says that the plain Gogo commands need not be offered. */
@Component(service = OwnCommands.class)
public final class KarafCommands implements OwnCommands {}

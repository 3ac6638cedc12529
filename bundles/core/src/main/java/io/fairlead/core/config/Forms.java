// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.config;

import java.util.Map;
import java.util.Set;

/**
 * What the bundles that are installed can be told.
 *
 * @param factories keys by PID, of which there may be many configurations
 * @param singles keys by PID, of which there is one
 * @param resting PIDs whose bundle does not run now, as while it is updated: not all of its keys are known then
 */
record Forms(Map<String, Set<String>> factories, Map<String, Set<String>> singles, Set<String> resting) {}

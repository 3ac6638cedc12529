// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell;

import java.util.List;

/** Knows what is configured and does not run. A service within this bundle. */
interface Problems {
    /** A line each: what, a tab, and why. */
    List<String> list();
}

// SPDX-License-Identifier: Apache-2.0

/** One page of the Felix web console, without a servlet type: {@link io.fairlead.webconsole.FairleadPage}. */
package io.fairlead.webconsole;

// SPDX-License-Identifier: Apache-2.0
/**
 * A run of the usual commands that does nothing outside, for the JVM to archive the classes it loads. Start at {@link
 * io.fairlead.standalone.rehearsal.RehearseCommand}.
 */
package io.fairlead.standalone.rehearsal;

// SPDX-License-Identifier: Apache-2.0

/** Completes what somebody types: the names there are at that moment. */
package io.fairlead.shell.karaf.completion;

// SPDX-License-Identifier: Apache-2.0

/** Commands for plain Gogo, where no container has commands of its own kind; start at {@link GogoSwitch}. */
package io.fairlead.shell.gogo;
